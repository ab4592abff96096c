import { formatActor, signatureOf } from '../../domain/actor.ts';
import type { Claim } from '../../domain/claim.ts';
import { BacklogError } from '../../domain/errors.ts';
import { startObstacles } from '../../domain/task/readiness.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { type KnownAgent, recordOfCaller } from '../agents/known-agents.ts';
import { type Claiming, claimRefused, claimsHeld, grantClaim, heldByOther, releaseClaims } from '../claim/claims.ts';
import { limitsAgainst } from '../claim/eligibility.ts';
import { refusalOf } from '../claim/refusals.ts';
import { occupyingRun, refusedByRun } from '../claim/run-of.ts';
import type { Context } from '../workspace/context.ts';
import { annotated, noteBy, noteOf } from './note.ts';
import { putTask, without } from './put-task.ts';

/** What a start is asked to pass over, and for whom it is. */
export interface StartInput {
  /** Passes over prerequisites and open subtasks. */
  force?: boolean;
  /** Whose limits count; the caller's record unless said. */
  agent?: KnownAgent;
  /** Passes over those: a person's alone. */
  overLimits?: boolean;
}

/** What the life of a task needs besides the transaction. */
export type WorkInput = Claiming & Pick<Context, 'queue'>;

/**
 * Begins work: the task is active and the caller holds it with its scope.
 * @throws BacklogError `conflict` when it is closed, a template, waiting on others, a parent with open subtasks or beyond the limits of the agent; `claimed`
 */
export function startTask(
  tx: Tx,
  working: WorkInput,
  task: Task,
  starting: StartInput = {},
): { task: Task; claim: Claim } {
  const refused = notForIt(tx, working, task, starting);
  if (refused) throw refused;
  const claim = grantClaim(tx, working, { task, scope: task.scope ?? [] });
  return { task: putTask(tx, { ...takenUpTask(task, tx.uuid), start: task.start ?? tx.at }), claim };
}

/** Why {@link startTask} would be refused now, as its error; undefined when it would not. Changes nothing. */
export function startRefused(
  tx: Tx,
  working: WorkInput,
  task: Task,
  starting: StartInput = {},
): BacklogError | undefined {
  return notForIt(tx, working, task, starting) ?? claimRefused(tx, working, { task, scope: task.scope ?? [] });
}

function notForIt(tx: Tx, working: WorkInput, task: Task, starting: StartInput): BacklogError | undefined {
  return unstartable(working, task, starting) ?? beyond(tx, working, task, starting) ?? takenByRun(tx, working, task);
}

function beyond(
  tx: Tx,
  { caller, repositories }: WorkInput,
  task: Task,
  { agent = recordOfCaller(tx, caller), overLimits }: StartInput,
): BacklogError | undefined {
  const [reason] = overLimits ? [] : limitsAgainst(agent, task, repositories.all);
  return reason && refusalOf(task, reason);
}

/**
 * May work on it begin, as far as the task itself goes? Claims are another question, and dates do not stop who names a task.
 * @throws BacklogError `conflict`
 */
export function checkStartable(working: Pick<WorkInput, 'queue'>, task: Task, options: { force?: boolean } = {}): void {
  const refused = unstartable(working, task, options);
  if (refused) throw refused;
}

function unstartable(
  { queue }: Pick<WorkInput, 'queue'>,
  task: Task,
  { force }: { force?: boolean },
): BacklogError | undefined {
  const reason = startObstacles(task, queue).find(({ why }) => !force || !FORCED.includes(why));
  return reason && refusalOf(task, reason);
}

/** A run that has the task in its hands, unless it is the one that starts it. */
function takenByRun(tx: Tx, { caller }: Pick<WorkInput, 'caller'>, task: Task): BacklogError | undefined {
  const run = occupyingRun(tx, task, caller.holder);
  return run && refusedByRun(task, run, caller.holder);
}

/** What force goes over. */
const FORCED: readonly string[] = ['blocked', 'subtasks'];

/**
 * Puts work down: the task is pending again and its claims are released. With a note it is handed off.
 * @throws BacklogError `conflict` when it is not active; `claimed` when somebody else holds it
 */
export function stopTask(tx: Tx, working: WorkInput, task: Task, note?: string | Note): Task {
  const refused = stopRefused(tx, working, task, note !== undefined);
  if (refused) throw refused;
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  const stopped = without({ ...task }, 'start');
  return putTask(tx, note === undefined ? stopped : { ...stopped, handoff: handoff(tx, working, note) });
}

/** Why {@link stopTask} would be refused now, as its error; undefined when it would not. Changes nothing. */
export function stopRefused(tx: Tx, working: WorkInput, task: Task, handsOff = false): BacklogError | undefined {
  if (!isOpen(task)) return new BacklogError('conflict', `task ${task.id} is ${task.status}`);
  if (!task.start && !handsOff)
    return new BacklogError('conflict', `task ${task.id} is not started`, { hint: 'There is nothing to stop.' });
  return heldByOther(tx, working, task);
}

/**
 * For a task that an undo made active: an undo grants no claims. Whoever took back their own change starts it again; else, or where that is
 * refused, it is pending with a note. So no task is active that nobody holds.
 * @returns why it is pending now; null when it was started, undefined when there was nothing to do
 */
export function startAgain(tx: Tx, working: WorkInput, task: Task, isOwn: boolean): string | null | undefined {
  if (!isOpen(task) || !task.start || occupyingRun(tx, task)) return undefined;
  if (claimsHeld(tx).some((claim) => claim.task === task.uuid)) return undefined;
  const why = isOwn ? startRefused(tx, working, task)?.message : 'somebody else took it back';
  if (why === undefined) {
    startTask(tx, working, task);
    return null;
  }
  const note = noteBy(tx, working.caller.actor, `Active before, and pending after undo: ${why}`);
  putTask(tx, annotated(without(task, 'start'), note));
  return why;
}

/** The open, started tasks of the claims that fit. */
export function unfinished(tx: Tx, fits: (claim: Claim) => boolean): Task[] {
  const uuids = new Set(claimsHeld(tx).flatMap((claim) => (claim.task && fits(claim) ? [claim.task] : [])));
  return [...uuids]
    .map((uuid) => tx.get('task', uuid))
    .filter((task): task is Task => task !== undefined && isOpen(task) && task.start !== undefined);
}

/** A note by a hook: an agent or a session ended. Nobody decided to leave the task, so its own session may take it again. */
export interface Note {
  text: string;
  automatic: true;
}

function handoff(tx: Tx, { caller }: WorkInput, note: string | Note): NonNullable<Task['handoff']> {
  const { actor } = caller;
  const by = { at: tx.at, actor: formatActor(actor) };
  if (typeof note !== 'string') return { ...by, note: note.text };
  return { ...by, ...(actor.session ? { session: actor.session } : {}), note };
}

/** The task without its handoff; the handoff's note stays as an annotation by its author. */
export function takenUpTask(task: Task, uuid: () => string): Task {
  if (!task.handoff) return task;
  return annotated(
    without(task, 'handoff'),
    noteOf(uuid, { ...signatureOf(task.handoff), text: `Handed off: ${task.handoff.note}` }),
  );
}
