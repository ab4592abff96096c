import { formatActor } from '../../domain/actor.ts';
import type { Claim } from '../../domain/claim.ts';
import { callOf, type Door } from '../../domain/door.ts';
import { type BacklogError, refuse } from '../../domain/errors.ts';
import { unblockedBy } from '../../domain/graph.ts';
import { obstacles, openSubtasks } from '../../domain/readiness.ts';
import { isOpen, type Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { type Claiming, checkNotHeldByOther, claimRefused, grantClaim, releaseClaims } from '../claim/claims.ts';
import { refusalOf, reopenHint } from '../claim/refusals.ts';
import type { Context } from '../workspace/context.ts';
import { annotated, noteOf } from './note.ts';

/** What the life of a task needs besides the transaction. */
export type Working = Claiming & Pick<Context, 'queue'>;

/**
 * Begins work: the task is active and the caller holds it with its scope.
 * @throws BacklogError `conflict` when it is closed, a template, waiting on others or a parent with open subtasks; `claimed`
 */
export function startTask(
  tx: Tx,
  working: Working,
  task: Task,
  options: { force?: boolean } = {},
): { task: Task; claim: Claim } {
  checkStartable(working, task, options);
  const claim = grantClaim(tx, working, { task, scope: task.scope ?? [] });
  return { task: putTask(tx, { ...takenUp(task, tx.uuid), start: task.start ?? tx.at }), claim };
}

/** Why {@link startTask} would be refused now, as its error; undefined when it would not. Changes nothing. */
export function startRefused(
  tx: Tx,
  working: Working,
  task: Task,
  options: { force?: boolean } = {},
): BacklogError | undefined {
  return unstartable(working, task, options) ?? claimRefused(tx, working, { task, scope: task.scope ?? [] });
}

/**
 * May work on it begin, as far as the task itself goes? Claims are another question, and dates do not stop who names a task.
 * @throws BacklogError `conflict`
 */
export function checkStartable(working: Pick<Working, 'queue'>, task: Task, options: { force?: boolean } = {}): void {
  const refused = unstartable(working, task, options);
  if (refused) throw refused;
}

function unstartable(
  { queue }: Pick<Working, 'queue'>,
  task: Task,
  { force }: { force?: boolean },
): BacklogError | undefined {
  const reason = obstacles(task, queue).find(({ why }) => !force || !FORCED.includes(why));
  return reason && refusalOf(task, reason);
}

/** What force goes over. */
const FORCED: readonly string[] = ['blocked', 'subtasks'];

/**
 * Puts work down: the task is pending again and its claims are released. With a note it is handed off.
 * @throws BacklogError `conflict` when it is not active; `claimed` when somebody else holds it
 */
export function stopTask(tx: Tx, working: Working, task: Task, note?: string | Note): Task {
  if (!isOpen(task)) refuse('conflict', `task ${task.id} is ${task.status}`);
  if (!task.start && note === undefined)
    refuse('conflict', `task ${task.id} is not started`, { hint: 'There is nothing to stop.' });
  checkNotHeldByOther(tx, working, task);
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  const stopped = without({ ...task }, 'start');
  return putTask(tx, note === undefined ? stopped : { ...stopped, handoff: handoff(tx, working, note) });
}

/** A note by a hook: an agent or a session ended. Nobody decided to leave the task, so its own session may take it again. */
export interface Note {
  text: string;
  automatic: true;
}

function handoff(tx: Tx, { caller }: Working, note: string | Note): NonNullable<Task['handoff']> {
  const { actor } = caller;
  const by = { at: tx.at, actor: formatActor(actor) };
  if (typeof note !== 'string') return { ...by, note: note.text };
  return { ...by, ...(actor.session ? { session: actor.session } : {}), note };
}

/** The task once somebody has touched it: no longer handed off, and the note stays as an annotation of whoever left it. */
export function takenUp(task: Task, uuid: () => string): Task {
  if (!task.handoff) return task;
  const { at, actor, note } = task.handoff;
  return annotated(without(task, 'handoff'), noteOf(uuid, { at, actor, text: `Handed off: ${note}` }));
}

/**
 * Completes a task and says what that set free.
 * @throws BacklogError `conflict` when it is closed, has open subtasks or unmet criteria (unless forced); `claimed`
 */
export function completeTask(
  tx: Tx,
  working: Working,
  task: Task,
  options: { force?: boolean } = {},
): { task: Task; unblocked: Task[] } {
  checkCompletable(tx, working, task, options);
  const unblocked = unblockedBy(working.queue, task);
  return { task: putCompleted(tx, task), unblocked };
}

/** As {@link completeTask} with force, when nobody asks what it set free: no other task is looked at. */
export function closeTask(tx: Tx, working: Working, task: Task): Task {
  checkCompletable(tx, working, task, { force: true });
  return putCompleted(tx, task);
}

function putCompleted(tx: Tx, task: Task): Task {
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  return putTask(tx, without({ ...takenUp(task, tx.uuid), status: 'completed', end: tx.at }, 'start'));
}

function checkCompletable(tx: Tx, working: Working, task: Task, options: { force?: boolean }): void {
  if (!isOpen(task)) refuse('conflict', `task ${task.id} is already ${task.status}`, { hint: reopenHint(task) });
  const [template] = obstacles(task, working.queue).filter(({ why }) => why === 'template');
  if (template) throw refusalOf(task, template);
  checkNotHeldByOther(tx, working, task);
  if (!options.force) checkDone(working, task);
}

function checkDone(working: Working, task: Task): void {
  const open = openSubtasks(working.queue, task);
  if (open.length > 0) {
    refuse(
      'conflict',
      `task ${task.id} has open subtasks: ${open.map((child) => `${child.id} ${child.description}`).join(', ')}`,
      {
        hint: 'Finish or delete them first, or use force.',
        data: { subtasks: open.map((child) => child.id) },
      },
    );
  }
  const unmet = (task.acceptance ?? []).filter((criterion) => !criterion.met);
  if (unmet.length > 0) {
    refuse(
      'conflict',
      `task ${task.id} has unmet acceptance criteria: ${unmet.map((c) => `[${c.id}] ${c.text}`).join('; ')}`,
      {
        hint: evidenceHint(task, unmet[0]!.id, working.caller.door),
        data: { unmet: unmet.map(({ id, text }) => ({ id, text })) },
      },
    );
  }
}

/** The call that proves one criterion, as the reader's door spells it. */
function evidenceHint({ id }: Task, criterion: string, door: Door | undefined): string {
  const call =
    door === 'cli'
      ? callOf(door, 'task_annotate', `${id} --criterion ${criterion} "npm test: 41 passed"`)
      : `task_annotate {"id": ${id}, "criterion": "${criterion}", "text": "npm test: 41 passed"}`;
  return `Run what it names and record what you saw: \`${call}\`; or give task_done all the evidence.`;
}

/** Soft: the record stays, its dependents are no longer blocked, and undo or task_modify status:pending bring it back. */
export function deleteTask(tx: Tx, working: Working, task: Task): Task {
  if (task.status === 'deleted') refuse('conflict', `task ${task.id} is already deleted`, { hint: reopenHint(task) });
  checkNotHeldByOther(tx, working, task);
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  return putTask(tx, without({ ...takenUp(task, tx.uuid), status: 'deleted', end: task.end ?? tx.at }, 'start'));
}

/** Stores a task with `modified` brought up to date; returns what was stored. */
export function putTask(tx: Tx, task: Task): Task {
  const written: Task = { ...task, modified: tx.at };
  tx.put('task', task.uuid, written);
  return written;
}

export function without(task: Task, ...fields: (keyof Task)[]): Task {
  const copy: Partial<Task> = { ...task };
  for (const field of fields) delete copy[field];
  return copy as Task;
}
