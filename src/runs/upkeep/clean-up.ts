import { existsSync } from 'node:fs';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isLive, isOver } from '../../domain/runs/run-states.ts';
import { doesText } from '../../domain/state-words.ts';
import { processId } from '../../work/processes/processes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import {
  cleanRun,
  howToDelete,
  measureRun,
  RESCUE_KEEPS,
  runPaths,
  undeletableIn,
  workKept,
  workLeft,
} from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { may } from '../lifecycle/transitions.ts';
import { processesOfRun } from '../process/sweep.ts';
import { locateKeptRun } from '../run-folder.ts';

/**
 * Removes the folder of a run, after a rescue has kept its work under refs. Without force, refuses a run that is not
 * over and a run with work that is in no result.
 * @throws BacklogError `conflict`, also for what can't be deleted of a folder. The run has no worktree then
 */
export async function cleanUp(context: Context, write: Write, id: string, force: boolean): Promise<Run> {
  const run = findRun(context.store.state, id);
  refuseFor(unfinished(run, force));
  refuseFor(living(run, context));
  const place = locateKeptRun(context, run);
  const { folder } = runPaths(place);
  refuseSecond(run, folder, context);
  const done = isDone(run);
  const cleaner = processId();
  let marked: Run | undefined;
  const begin = async () => {
    marked = await write((tx) => {
      const now = findRun(tx, id);
      refuseFor(unfinished(now, force));
      refuseSecond(now, folder, context);
      return putRun(tx, { ...now, cleaned: tx.at, cleaner });
    });
  };
  try {
    const { left } = await cleanRun(place, { done, force, begin });
    if (left !== undefined) {
      await write((tx) => putRun(tx, { ...findRun(tx, id), cleaner: undefined }));
      refuse('conflict', `can't delete all of the worktree of run ${id}: a part of it is in ${left}`, {
        hint: howToDelete(left),
      });
    }
  } catch (error) {
    // If a process on another machine has removed the folder meanwhile, the mark stays.
    if (marked && existsSync(folder)) await write((tx) => putRun(tx, unmarked(findRun(tx, id))));
    throw error;
  }
  return marked ?? findRun(context.store.state, id);
}

function unmarked({ cleaned: _, cleaner: __, ...rest }: Run): Run {
  return rest;
}

/**
 * Refuses to clean a run while another process is cleaning it. A process on another machine can't be checked, so it
 * doesn't count.
 */
function refuseSecond({ id, cleaner }: Run, folder: string, { alive }: Context): void {
  if (cleaner && existsSync(folder) && alive(cleaner))
    refuse('conflict', `process ${cleaner.pid} is deleting the worktree of run ${id}`);
}

/** Description of the effects that the removal of a worktree would have now. */
export interface CleanPreview {
  id: string;
  folder: string;
  /** Disk use, measured file by file. */
  bytes: number;
  unsaved: string[];
  nested: string[];
  /** The reason why Backlog keeps the worktree. If `forced` is true, force removes it anyway. */
  keeps?: { text: string; hint?: string; forced: boolean };
}

/**
 * Describes the removal of a run's worktree without removing it.
 * @throws BacklogError `nothing-to-do` if there is no worktree
 */
export async function previewClean(context: Context, id: string): Promise<CleanPreview> {
  const run = findRun(context.store.state, id);
  const place = locateKeptRun(context, run);
  const { folder } = runPaths(place);
  if (!existsSync(folder)) refuse('nothing-to-do', `${run.id} has no worktree`);
  const bytes = await measureRun(place, context.clock.now);
  const stays = unfinished(run, true) ?? living(run, context) ?? (await undeletableIn(place));
  if (stays) return { id: run.id, folder, bytes, unsaved: [], nested: [], keeps: { ...stays, forced: false } };
  const work = await workLeft(place, isDone(run));
  const kept = workKept(run.id, work);
  const text = unfinished(run, false)?.text ?? kept;
  const { unsaved, nested } = work;
  return {
    id: run.id,
    folder,
    bytes,
    unsaved,
    nested,
    ...(text === undefined ? {} : { keeps: { text, forced: true } }),
  };
}

const isDone = ({ state }: Run) => state === 'merged' || state === 'discarded';

interface Reason {
  text: string;
  hint: string;
}

function unfinished(run: Run, force: boolean): Reason | undefined {
  if (!isLive(run.state) && (isOver(run.state) || force)) return undefined;
  return {
    text: `can't delete the worktree of run ${run.id}: it ${doesText(run)}`,
    hint: isLive(run.state)
      ? `Stop it first: run_stop ${run.id}.`
      : may('discard', run.state)
        ? `run_show ${run.id} shows its next step. With \`force: true\`, \`run_clean\` deletes the worktree anyway. ${RESCUE_KEEPS}`
        : `Backlog is merging it. run_show ${run.id} shows its progress.`,
  };
}

function living({ id }: Run, { store }: Context): Reason | undefined {
  const left = processesOfRun({ run: id, store: store.dir }) ?? [];
  if (left.length === 0) return undefined;
  return {
    text: `can't delete the worktree of run ${id}: its processes still run: ${left.map(({ pid }) => pid).join(', ')}`,
    hint: `End them first: kill ${left.map(({ pid }) => pid).join(' ')}`,
  };
}

function refuseFor(reason: Reason | undefined): void {
  if (reason) refuse('conflict', reason.text, { hint: reason.hint });
}
