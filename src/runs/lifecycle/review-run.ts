import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isAway } from '../../domain/runs/merge-order.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { occupyingRun } from '../../work/claim/run-of.ts';
import { keepForPerson } from '../../work/task/intake/awaits.ts';
import { annotated, noteBy } from '../../work/task/note.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { stackUpdate } from '../stack/next-start.ts';
import { bringBack, commandsFor, moveRun } from './apply-transition.ts';
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
    rebase: undefined,
    update: stackUpdate(context, tx, run) ?? updateFor(run),
  });
  // A caller who may decide about the result may also let its agent continue.
  return reclaimTask(tx, context, moved, true);
}

/**
 * Takes back an approval before its merge. From then on, a person decides about the run, whatever rules say. Attempts that
 * the approval discarded return to review.
 * @throws BacklogError `conflict` for a result that was proposed as a pull request
 */
export function withdrawApproval(tx: Tx, { caller }: Pick<Context, 'caller'>, id: string): Run {
  const before = findRun(tx, id);
  const { proposed, outgoing } = before;
  if (isAway(before))
    refuse('conflict', `can't withdraw the approval of run ${id}: its result goes to a pull request`, {
      hint: `Close the pull request${proposed ? ` of ${proposed.branch}` : ''}. ${commandsFor(before, tx.get('task', before.task))}`,
      data: { run: id, outgoing: outgoing !== undefined },
    });
  const by = formatActor(caller.actor);
  const asks = { key: '', at: tx.at, reasons: [`${by} withdrew the approval`], by };
  const run = moveRun(tx, id, 'withdraw', { verdict: undefined, waits: undefined, asks });
  bringBack(tx, run);
  return run;
}

/** Discards a run. Its task becomes available; its work stays under refs. */
export function discardRun(tx: Tx, context: Context, id: string): Run {
  const run = moveRun(tx, id, 'discard');
  outdateEvidence(tx, run, `run ${id} was discarded`);
  stopTaskOf(tx, context, run);
  return run;
}

/**
 * Discards a run by a decision about its task: the orchestrator doesn't start the task again until a person acts. The
 * reason becomes a note of the task, because the agent of the next run reads those.
 */
export function discardForGood(tx: Tx, context: Context, id: string, why?: string): Run {
  const former = tx.get('task', findRun(tx, id).task)?.awaits;
  const run = discardRun(tx, context, id);
  const { caller } = context;
  const found = tx.get('task', run.task);
  const task =
    found && why ? putTask(tx, annotated(found, noteBy(tx, caller.actor, `${id} discarded: ${why}`))) : found;
  if (task && isOpen(task) && !occupyingRun(tx, task))
    keepForPerson(tx, task, { why: 'discarded', actor: formatActor(caller.actor), run: run.id, former });
  return run;
}

/** Gives the task to a person, with the run's work and a note. */
export function handOffRun(tx: Tx, context: Context, id: string, note: string): Run {
  const run = moveRun(tx, id, 'hand_off');
  handOffTaskOf(tx, context, run, note);
  return run;
}
