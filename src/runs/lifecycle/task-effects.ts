import { isWithin, leaseState, runHolder } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Run } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { unmetOf } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../../work/claim/claims.ts';
import { occupyingRun } from '../../work/claim/run-of.ts';
import { annotated, noteBy } from '../../work/task/note.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { moved, withoutProcesses } from './apply-transition.ts';
import { putRun } from './move-run.ts';
import { outdateEvidence } from './task-evidence.ts';

type Around = Pick<Context, 'localHost' | 'alive' | 'caller'>;

/** Releases the run's claim and stops its task. Changes by others since then stay. */
export function putDown(tx: Tx, around: Around, run: Run): void {
  letGo(tx, run);
  const task = own(tx, around, run);
  if (task?.start) putTask(tx, without(task, 'start'));
}

/** Parks a run for `reason` when no process works on it any more, and stops its task. */
export function parkRun(
  tx: Tx,
  around: Around,
  run: Run,
  verb: 'lose' | 'stop' | 'fail',
  reason: NonNullable<Run['reason']>,
): Run {
  putDown(tx, around, run);
  return putRun(tx, withoutProcesses(moved(run, verb, tx.at, { reason })));
}

/** Gives the task to a person, with a note. */
export function handTo(tx: Tx, around: Around, run: Run, note: string): void {
  letGo(tx, run);
  const task = own(tx, around, run);
  if (task) handedOver(tx, around, task, note);
}

function handedOver(tx: Tx, { caller }: Around, task: Task, note: string): void {
  putTask(tx, { ...without(task, 'start'), handoff: { at: tx.at, actor: formatActor(caller.actor), note } });
}

/**
 * Completes the task: its commit is in the target branch. All claims of the task end. A task with open subtasks goes to
 * a person instead.
 */
export function completeOf(tx: Tx, around: Around & Pick<Context, 'queue'>, run: Run, note: string): void {
  releaseClaims(tx, (claim) => claim.task === run.task);
  const task = tx.get('task', run.task);
  if (!task || !isOpen(task)) return;
  const open = openChildren(tx, around, task);
  if (open.length > 0) {
    const ids = open.map(({ id }) => id).join(', ');
    handedOver(tx, around, task, `${note} It stays open as long as its subtasks are: ${ids}.`);
    return;
  }
  const unmet = unmetOf(task).map(({ text }) => text);
  const words = unmet.length > 0 ? `${note} Without evidence of: ${unmet.join('; ')}.` : note;
  const noted = annotated(without(task, 'start', 'handoff'), noteBy(tx, around.caller.actor, words));
  putTask(tx, { ...noted, status: 'completed', end: tx.at });
}

function openChildren(tx: Tx, { queue }: Pick<Context, 'queue'>, { uuid }: Task): Task[] {
  const children = Array.from(queue.children(uuid), (child) => tx.get('task', child));
  return children.filter((child): child is Task => child != null && isOpen(child));
}

/**
 * Reopens the task, because its commit is no longer in the target branch. A task with another status stays as it is.
 */
export function reopenOf(tx: Tx, around: Around, run: Run, note: string): void {
  outdateEvidence(tx, run, `the merge of run ${run.id} was taken back`);
  const task = tx.get('task', run.task);
  if (task?.status !== 'completed') return;
  putTask(tx, annotated({ ...without(task, 'end'), status: 'pending' }, noteBy(tx, around.caller.actor, note)));
}

/** Releases the run's claims. The task stays with the run, which waits for a review. */
export function letGo(tx: Tx, run: Run): void {
  const holder = runHolder(run.id);
  releaseClaims(tx, (claim) => isWithin(claim.holder, holder));
}

/** Reads the run's task if it is open and neither claimed by somebody else nor worked on by another run. */
function own(tx: Tx, { localHost, alive }: Around, run: Run): Task | undefined {
  const task = tx.get('task', run.task);
  const held = claimsHeld(tx).some(
    (claim) => claim.task === run.task && leaseState(claim, { now: tx.atMs, localHost, alive }) === 'held',
  );
  const other = task && occupyingRun(tx, task, runHolder(run.id));
  return task && isOpen(task) && !held && !other ? task : undefined;
}
