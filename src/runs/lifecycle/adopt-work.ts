import { existsSync } from 'node:fs';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { unfiltered } from '../../domain/runs/review-files.ts';
import { isLive, isOver } from '../../domain/runs/run-states.ts';
import type { Tx } from '../../store/index.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { type RunPlace, readGround, runPaths, workLeft } from '../git/index.ts';
import { checkFolder } from '../ground/check-ground.ts';
import { roundStart } from '../ground/decide-ground.ts';
import { mendRun } from '../ground/mend-run.ts';
import { locateKeptRun } from '../run-folder.ts';
import { moveRun, wrongState } from './apply-transition.ts';
import { reclaimTask, updateFor } from './control-run.ts';

/**
 * Queues a round that takes a person's changes in a run's worktree into its result.
 * @throws BacklogError `conflict` if the run's state does not allow it, `nothing-to-do` if its result contains all
 * changes
 */
export async function adoptWork(context: Context, write: Write, id: string): Promise<Run> {
  const before = findRun(context.store.state, id);
  const refused = wrongState(before, 'adopt', { task: context.queue.get(before.task) });
  if (refused) throw refused;
  await checkFolder(context, before);
  const place = locateKeptRun(context, before);
  await mendRun(place, { ...before, result: undefined });
  if (!existsSync(runPaths(place).tree))
    refuse('nothing-to-do', `run ${id} has no worktree whose files could become its result`, {
      hint: `To start again in a new run: run_retry ${id}. run_show ${id} shows its result.`,
    });
  // The person may have installed the filter that some files of the result did not pass.
  const isSame = unfiltered(before.result).length === 0 && (await leftBehind(context, before)).length === 0;
  if (isSame && !(await hasCommits(place, before)))
    refuse('nothing-to-do', `the worktree of run ${id} has no changes since its result`, {
      hint: `Change files in its worktree first. run_show ${id} shows the folder.`,
    });
  return write((tx) => queueAdopt(tx, context, id));
}

/** Checks whether commits of the worktree have changes that the result lacks, also where its files don't have them. */
async function hasCommits(place: RunPlace, run: Run): Promise<boolean> {
  return (await readGround(place, { base: run.base, start: roundStart(run).commit })).changed.length > 0;
}

/**
 * Queues the round that makes a worktree the result, with the caller as its author.
 * @param commit a commit that the worktree gets first
 */
export function queueAdopt(tx: Tx, context: Context, id: string, commit?: string): Run {
  const adopt = { at: tx.at, by: formatActor(context.caller.actor), ...present({ commit }) };
  const more = (run: Run) => ({ adopt, verdict: undefined, rebase: undefined, update: updateFor(run) });
  return reclaimTask(tx, context, moveRun(tx, id, 'adopt', more), true);
}

/** Lists the files in a run's worktree that differ from its result: none while the agent works or when it is over. */
export async function leftBehind(context: Context, run: Run): Promise<string[]> {
  if (isLive(run.state) || isOver(run.state) || run.cleaned) return [];
  return (await workLeft(locateKeptRun(context, run), true)).unsaved;
}
