import { existsSync } from 'node:fs';
import { refuse } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { isLive, isOver, RUN_STATES } from '../domain/run-states.ts';
import type { Context, Write } from '../work/workspace/context.ts';
import { isAlive, processId } from '../work/workspace/processes.ts';
import { putRun } from './change.ts';
import { findRun } from './find.ts';
import { cleanRun, runPaths } from './git/index.ts';
import { placeOf } from './place.ts';
import { processesOfRun } from './process/sweep.ts';

/**
 * Takes the folder of a run away; what is in it is kept under rescue refs first. Unless forced, a run that is not over keeps it, and so
 * does one with work that is in no result.
 * @throws BacklogError `conflict`
 */
export async function cleanUp(context: Context, write: Write, id: string, force: boolean): Promise<Run> {
  const run = findRun(context.store.state, id);
  refuseUnfinished(run, force);
  refuseLiving(run, context);
  const place = placeOf(context, run);
  const { folder } = runPaths(place);
  refuseSecond(run, folder);
  const done = run.state === 'merged' || run.state === 'discarded';
  const cleaner = processId();
  let marked: Run | undefined;
  const begin = async () => {
    marked = await write((tx) => {
      const now = findRun(tx, id);
      refuseUnfinished(now, force);
      refuseSecond(now, folder);
      return putRun(tx, { ...now, cleaned: tx.at, cleaner });
    });
  };
  try {
    await cleanRun(place, { done, force, begin });
  } catch (error) {
    // One of another machine may have taken the folder meanwhile: then the mark is true.
    if (marked && existsSync(folder)) await write((tx) => putRun(tx, unmarked(findRun(tx, id))));
    throw error;
  }
  return marked ?? findRun(context.store.state, id);
}

function unmarked({ cleaned: _, cleaner: __, ...rest }: Run): Run {
  return rest;
}

/** Two would work in the same folders and stop each other. One of another machine cannot be told alive: it is not waited for. */
function refuseSecond({ id, cleaner }: Run, folder: string): void {
  if (cleaner && existsSync(folder) && isAlive(cleaner))
    refuse('conflict', `run ${id} is just being cleaned up by process ${cleaner.pid}`);
}

function refuseUnfinished(run: Run, force: boolean): void {
  if (!isLive(run.state) && (isOver(run.state) || force)) return;
  refuse('conflict', `run ${run.id} ${RUN_STATES[run.state].means} and keeps its worktree`, {
    hint: isLive(run.state)
      ? `run_stop ${run.id} first.`
      : `run_discard ${run.id} first; with force it goes all the same, and its work is kept under rescue refs.`,
  });
}

function refuseLiving({ id }: Run, { store }: Context): void {
  const left = processesOfRun({ run: id, store: store.dir }) ?? [];
  if (left.length === 0) return;
  refuse('conflict', `processes of run ${id} still live: ${left.map(({ pid }) => pid).join(', ')}`, {
    hint: 'End them first.',
  });
}
