import { existsSync } from 'node:fs';
import { refuse } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { isLive, isOver, RUN_STATES } from '../domain/run-states.ts';
import type { Context, Write } from '../work/workspace/context.ts';
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
  const done = run.state === 'merged' || run.state === 'discarded';
  const mark = (cleaned: boolean) =>
    write((tx) => {
      const now = findRun(tx, id);
      if (cleaned) refuseUnfinished(now, force);
      const { cleaned: _, ...rest } = now;
      return putRun(tx, cleaned ? { ...rest, cleaned: tx.at } : rest);
    });
  let marked: Run | undefined;
  const begin = async () => {
    marked = await mark(true);
  };
  const place = placeOf(context, run);
  try {
    await cleanRun(place, { done, force, begin });
  } catch (error) {
    // Whoever else cleaned it up meanwhile has taken the folder, and the mark is true.
    if (marked && existsSync(runPaths(place).folder)) await mark(false);
    throw error;
  }
  const now = findRun(context.store.state, id);
  return now.cleaned ? now : write((tx) => putRun(tx, { ...findRun(tx, id), cleaned: tx.at }));
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
