import { BacklogError, refuse } from '../../domain/errors.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunState } from '../../domain/runs/run-states.ts';
import { stateLabel } from '../../domain/state-words.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import { listWorktrees } from '../git/index.ts';
import { runsFolder } from '../run-folder.ts';
import { cleanUp, previewClean } from './clean-up.ts';

/** The runs whose worktrees a call deletes: by state, and by the time since they entered it. */
export interface CleanSelection {
  states: readonly RunState[];
  olderMs: number;
  /** Ids of runs, as a caller wrote them. Only these runs are selected. */
  named?: readonly string[] | undefined;
}

/** The worktrees that a call deleted or, in a preview, would delete, and those that it keeps with the reason. */
export interface CleanedMany {
  cleaned: { run: Run; bytes: number }[];
  kept: { run: Run; why: string }[];
}

/**
 * Deletes the worktrees of the selected runs, one after the other, each as {@link cleanUp} without force. A worktree with
 * work that is in no result stays, and so does one that can't be deleted now. A preview deletes nothing.
 * @throws BacklogError `forbidden` for the agent of a run, `not-found` for an unknown run
 */
export async function cleanMany(
  context: Context,
  write: Write,
  { states, olderMs, named }: CleanSelection,
  preview: boolean,
): Promise<CleanedMany> {
  const { run: ofRun } = context.caller.actor;
  if (ofRun !== undefined) refuse('forbidden', `run ${ofRun} can't delete worktrees: only people and other agents can`);
  const there = new Set((await listWorktrees(runsFolder(context))).map(({ id }) => id));
  const { state: records } = context.store;
  const asked = named ? [...new Set(named.map((id) => findRun(records, id)))] : runsIn(records);
  const isSelected = ({ id, state, since }: Run) =>
    there.has(id) && states.includes(state) && context.clock.now - fromInstant(since) >= olderMs;
  const selected = asked.filter(isSelected);
  const found: CleanedMany = { cleaned: [], kept: [] };
  for (const run of named ? asked : []) {
    const why = there.has(run.id) ? `its state is ${stateLabel(run.state)} since ${run.since}` : 'it has no worktree';
    if (!isSelected(run)) found.kept.push({ run, why });
  }
  for (const [at, run] of selected.entries()) {
    context.caller.progress?.(at, selected.length, run.id);
    try {
      const { bytes, keeps } = await previewClean(context, run.id);
      if (keeps) found.kept.push({ run, why: keeps.text });
      else {
        if (!preview) await cleanUp(context, write, run.id, false);
        found.cleaned.push({ run, bytes });
      }
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      // For a lock that a killed git left, the hint has the line to type.
      found.kept.push({
        run,
        why: [error.message, ...(error.code === 'git' && error.hint ? [error.hint] : [])].join('. '),
      });
    }
  }
  return found;
}
