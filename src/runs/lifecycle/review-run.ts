import type { Run } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { occupyingRun } from '../../work/claim/run-of.ts';
import { keepDiscarded } from '../../work/task/awaits.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { moveRun } from './apply-transition.ts';
import { reclaimTask, updateFor, withNote } from './control-run.ts';
import { handOffTaskOf, stopTaskOf } from './task-effects.ts';
import { outdateEvidence } from './task-evidence.ts';

/** Returns the result to its agent with a note, for another round in the same conversation and branch. */
export function requestChanges(tx: Tx, context: Context, id: string, text: string): Run {
  const run = findRun(tx, id);
  const notes = withNote(tx, context, run, { text, ...(run.result ? { commit: run.result.commit } : {}) });
  const moved = moveRun(tx, id, 'request_changes', {
    notes,
    verdict: undefined,
    adopt: undefined,
    update: updateFor(run),
  });
  // A caller who may decide about the result may also let its agent continue.
  return reclaimTask(tx, context, moved, true);
}

/** Discards a run. Its task becomes available; its work stays under refs. */
export function discardRun(tx: Tx, context: Context, id: string): Run {
  const run = moveRun(tx, id, 'discard');
  outdateEvidence(tx, run, `run ${id} was discarded`);
  stopTaskOf(tx, context, run);
  return run;
}

/** Discards a run by a decision about its task: the orchestrator doesn't start the task again until a person acts. */
export function discardForGood(tx: Tx, context: Context, id: string): Run {
  const run = discardRun(tx, context, id);
  const task = tx.get('task', run.task);
  if (task && isOpen(task) && !occupyingRun(tx, task)) keepDiscarded(tx, context.caller, task, run.id);
  return run;
}

/** Gives the task to a person, with the run's work and a note. */
export function handOffRun(tx: Tx, context: Context, id: string, note: string): Run {
  const run = moveRun(tx, id, 'hand_off');
  handOffTaskOf(tx, context, run, note);
  return run;
}
