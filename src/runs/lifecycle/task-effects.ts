import { leaseState } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Run } from '../../domain/records.ts';
import { whyAnswerIn } from '../../domain/runs/answers/why-answer.ts';
import { findingsText } from '../../domain/runs/objections/finding.ts';
import { occupies } from '../../domain/runs/run-states.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { unmetOf } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { claimsHeld, releaseClaims } from '../../work/claim/claims.ts';
import { leaseFacts } from '../../work/claim/lease-facts.ts';
import { unseenOf } from '../../work/objections/facts.ts';
import { putCompleted, reopened } from '../../work/task/close.ts';
import { keepForPerson } from '../../work/task/intake/awaits.ts';
import { withoutHandoff } from '../../work/task/life.ts';
import { annotated, noteBy } from '../../work/task/note.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsOf } from '../find-run.ts';
import { moved, putRun, withoutProcesses } from './apply-transition.ts';
import { releaseClaimsOf } from './shared-claim.ts';
import { outdateEvidence } from './task-evidence.ts';

type EffectContext = Pick<Context, 'alive' | 'silentFor' | 'caller'>;

/** Releases the run's claim and stops its task. Does not revert a later change of either by somebody else. */
export function stopTaskOf(tx: Tx, context: EffectContext, run: Run): void {
  releaseClaimsOf(tx, run);
  const task = ownTask(tx, context, run);
  if (task?.start) putTask(tx, without(task, 'start'));
}

/** Sets a run to failed, stopped or interrupted after its last process has ended, and stops its task. */
export function parkRun(
  tx: Tx,
  context: EffectContext,
  run: Run,
  verb: 'lose' | 'stop' | 'fail',
  reason: NonNullable<Run['reason']>,
): Run {
  stopTaskOf(tx, context, run);
  return putRun(tx, withoutProcesses(moved(run, verb, tx.at, { reason })));
}

/** Gives the task to a person, with a note. */
export function handOffTaskOf(tx: Tx, context: EffectContext, run: Run, note: string): void {
  releaseClaimsOf(tx, run);
  const task = ownTask(tx, context, run);
  if (task) handedOver(tx, context, task, note);
}

function handedOver(tx: Tx, { caller }: EffectContext, task: Task, note: string): void {
  const stopped = withoutHandoff(without(task, 'start'), tx.uuid);
  putTask(tx, { ...stopped, handoff: { at: tx.at, actor: formatActor(caller.actor), note } });
}

/**
 * Completes the run's task, because its commit is in the target branch. Releases all claims of the task. A task with
 * open subtasks, or of whose result the branch lacks a part, is not completed but given to a person.
 */
export function completeTaskOf(tx: Tx, context: EffectContext & Pick<Context, 'queue'>, run: Run, note: string): void {
  releaseClaims(tx, (claim) => claim.task === run.task);
  const task = tx.get('task', run.task);
  if (!task || !isOpen(task)) return;
  // What a forge or a hand left out, nobody said yes to. A person who marks the run as merged gives a reason.
  if (run.merged?.attested?.is === 'lacks' && !run.merged.said) {
    handedOver(tx, context, task, `${note} If the rest is not needed: task_done ${task.id}.`);
    return;
  }
  // Nobody who decided about the result saw this. A merge at a service or by hand can't return it to review.
  const unseen = run.merged?.said ? [] : unseenOf(tx, { ...run, state: 'approved' });
  if (unseen.length > 0) {
    const rest = `It was made before a change: ${findingsText(unseen)}. If nothing is missing: task_done ${task.id}.`;
    handedOver(tx, context, task, `${note} ${rest}`);
    return;
  }
  const open = openChildren(tx, context, task);
  if (open.length > 0) {
    const ids = open.map(({ id }) => id).join(', ');
    handedOver(tx, context, task, `${note} The task stays open until its subtasks are completed: ${ids}.`);
    return;
  }
  const unmet = unmetOf(task).map(({ text }) => text);
  const words = unmet.length > 0 ? `${note} Criteria without evidence: ${unmet.join('; ')}.` : note;
  const noted = annotated(task, noteBy(tx, context.caller.actor, words));
  putCompleted(tx, context, noted, { result: mergedText(run), run: run.id });
}

/** Formats the entry for the goal's log: `merged (r4), moves: p95 is 120 ms`. */
function mergedText(run: Run): string {
  const answer = whyAnswerIn(run);
  return `merged (${run.id})${answer ? `, ${[answer.kind, answer.text].filter(Boolean).join(': ')}` : ''}`;
}

function openChildren(tx: Tx, { queue }: Pick<Context, 'queue'>, { uuid }: Task): Task[] {
  const children = Array.from(queue.children(uuid), (child) => tx.get('task', child));
  return children.filter((child): child is Task => child != null && isOpen(child));
}

/** Marks a revert whose task is neither in the queue nor, as the caller saw, to be had from the archive. */
export function unopened(tx: Tx, { task }: Run): { unopened?: true } {
  return tx.get('task', task) || [...tx.all('archive')].length === 0 ? {} : { unopened: true };
}

/**
 * Reopens the run's task, because the run's commit is no longer in the target branch. Changes only completed tasks. Then
 * the task waits for a person, or the orchestrator and a rule would bring the same work again.
 * @param by who took it back; by default the caller
 */
export function reopenTaskOf(tx: Tx, context: EffectContext, run: Run, note: string, by?: string): void {
  const former = tx.get('task', run.task)?.awaits;
  outdateEvidence(tx, run, `the merge of run ${run.id} was reverted`);
  const task = tx.get('task', run.task);
  if (task?.status !== 'completed') return;
  const noted = annotated(reopened(task, tx.at), noteBy(tx, context.caller.actor, note));
  const actor = by ?? formatActor(context.caller.actor);
  keepForPerson(tx, noted, { why: 'reverted', actor, run: run.id, former });
}

/** Returns the run's task, if it is open and neither claimed by somebody else nor in another active run. */
function ownTask(tx: Tx, context: EffectContext, run: Run): Task | undefined {
  const task = tx.get('task', run.task);
  const around = leaseFacts(tx, context, tx.atMs);
  const held = claimsHeld(tx).some((claim) => claim.task === run.task && leaseState(claim, around) === 'held');
  const other = runsOf(tx, run.task).some(({ id, state, settled }) => id !== run.id && occupies(state) && !settled);
  return task && isOpen(task) && !held && !other ? task : undefined;
}
