import { formatActor, signatureOf } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Claim } from '../../domain/records.ts';
import { startObstacles, type Unready } from '../../domain/task/readiness.ts';
import { isElsewhere, isOffBranch, isOpen, isStopped, type Task } from '../../domain/task/task.ts';
import type { TaskDate } from '../../domain/task-date.ts';
import type { Tx } from '../../store/index.ts';
import { type KnownAgent, recordOfCaller } from '../agents/known-agents.ts';
import { type Claiming, claimRefused, claimsHeld, grantClaim, heldByOther, releaseClaims } from '../claim/claims.ts';
import { limitsAgainst } from '../claim/eligibility.ts';
import { refusalToStart } from '../claim/refusals.ts';
import { occupyingRun, refusedByRun } from '../claim/run-of.ts';
import type { Context } from '../workspace/context.ts';
import { annotated, noteBy, noteOf } from './note.ts';
import { putTask, without } from './put-task.ts';

export interface StartInput {
  /** Whether to ignore prerequisites and open subtasks. */
  force?: boolean;
  /** Whether the caller starts on the unmerged results of the tasks that block this one. */
  stacked?: boolean;
  /** The agent whose limits apply; unless given, the caller's agent record. */
  agent?: KnownAgent;
  /** Whether to ignore the agent's limits. Only people may do so. */
  overLimits?: boolean;
}

/** The facts that a change of a task's status needs, besides the transaction. */
export type WorkInput = Claiming & Pick<Context, 'queue'>;

/**
 * Starts a task: it becomes active, and the caller gets a claim on the task and its scope.
 * @throws BacklogError `conflict` if the task is closed, a template or blocked, has open subtasks, or exceeds the
 * agent's limits; `claimed`
 */
export function startTask(
  tx: Tx,
  working: WorkInput,
  task: Task,
  starting: StartInput = {},
): { task: Task; claim: Claim } {
  const refused = startObjection(tx, working, task, starting);
  if (refused) throw refused;
  const claim = grantClaim(tx, working, { task, scope: task.scope ?? [], worktree: callersWorktree(working) });
  return {
    task: putTask(tx, { ...withoutObstacle(withoutHandoff(task, tx.uuid), tx.uuid), start: task.start ?? tx.at }),
    claim,
  };
}

/** Returns the error that {@link startTask} would throw now, or undefined. Changes nothing. */
export function startRefused(
  tx: Tx,
  working: WorkInput,
  task: Task,
  starting: StartInput = {},
): BacklogError | undefined {
  return startObjection(tx, working, task, starting) ?? claimRefused(tx, working, { task, scope: task.scope ?? [] });
}

function startObjection(tx: Tx, working: WorkInput, task: Task, starting: StartInput): BacklogError | undefined {
  return unstartable(working, task, starting) ?? beyond(tx, working, task, starting) ?? takenByRun(tx, working, task);
}

function beyond(
  tx: Tx,
  { caller, repositories }: WorkInput,
  task: Task,
  { agent = recordOfCaller(tx, caller), overLimits }: StartInput,
): BacklogError | undefined {
  const [reason] = overLimits ? [] : limitsAgainst(agent, task, repositories.all);
  return reason && refusalToStart(task, reason);
}

/** Checks whether the task can start, without regard to claims and dates. @throws BacklogError `conflict` */
export function checkStartable(working: Pick<WorkInput, 'queue'>, task: Task): void {
  const refused = unstartable(working, task, {});
  if (refused) throw refused;
}

function unstartable(
  working: Pick<WorkInput, 'queue'> & Partial<WorkInput>,
  task: Task,
  { force, stacked }: Pick<StartInput, 'force' | 'stacked'>,
): BacklogError | undefined {
  if (working.caller?.actor.kind !== 'human') {
    if (isElsewhere(task)) return refusalToStart(task, { why: 'underway', handoff: task.handoff! });
    if (isStopped(task)) return refusalToStart(task, { why: 'stopped' });
  }
  const reason = startObstacles(task, working.queue).find(
    (one) => !(force && FORCED.includes(one.why)) && !(stacked && one.why === 'blocked') && !isInReach(working, one),
  );
  return reason && refusalToStart(task, reason);
}

/** Checks whether the caller works in the worktree with the work for which a task waits. */
function isInReach({ caller, repositories }: Partial<WorkInput>, reason: Unready): boolean {
  if (reason.why !== 'blocked' || !caller || !repositories) return false;
  const worktree = callersWorktree({ caller, repositories });
  return reason.by.every((task) => isOffBranch(task) && task.offBranch?.worktree === worktree);
}

/** Returns an error if a run has the task, unless the caller belongs to that run. */
function takenByRun(tx: Tx, working: Pick<WorkInput, 'caller' | 'elsewhere'>, task: Task): BacklogError | undefined {
  const run = occupyingRun(tx, task, working.caller.holder);
  return run && refusedByRun(task, run, working);
}

/** Reasons against a start that `force` ignores. */
const FORCED: readonly string[] = ['blocked', 'obstacle', 'subtasks'];

/**
 * Stops a task: it becomes pending, and its claims are released. A note makes it a handoff.
 * @throws BacklogError `conflict` if the task isn't active; `claimed` if another holder has it
 */
export function stopTask(tx: Tx, working: WorkInput, task: Task, note?: string | Note): Task {
  const refused = stopRefused(tx, working, task, note);
  if (refused) throw refused;
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  const stopped = without({ ...task }, 'start');
  if (note === undefined) return putTask(tx, stopped);
  const next = handoff(tx, working, note);
  if (isElsewhere(task))
    return putTask(tx, annotated(task, noteOf(tx.uuid, { ...signatureOf(next), text: next.note })));
  const earlier = task.handoff?.note === next.note ? stopped : withoutHandoff(stopped, tx.uuid);
  return putTask(tx, { ...earlier, handoff: next });
}

/** Returns the error that {@link stopTask} would throw now, or undefined. Changes nothing. */
export function stopRefused(tx: Tx, working: WorkInput, task: Task, note?: string | Note): BacklogError | undefined {
  if (!isOpen(task)) return new BacklogError('conflict', `task ${task.id} is ${task.status}`);
  if (!task.start && note === undefined)
    return new BacklogError('conflict', `task ${task.id} is not started`, { hint: 'There is nothing to stop.' });
  const run = occupyingRun(tx, task);
  if (!run) return heldByOther(tx, working, task);
  return refusedByRun(task, run, working, typeof note === 'string' ? note : undefined);
}

/**
 * Corrects a task that an undo made active, because an undo grants no claims and no task may be active without a claim.
 * Starts the task again if the caller undid their own change. If not, or if the start is refused, sets the task to
 * pending with a note.
 * @returns the reason why the task is pending now; null if it was started; undefined if it needed no correction
 */
export function startAgain(tx: Tx, working: WorkInput, task: Task, isOwn: boolean): string | null | undefined {
  if (!isOpen(task) || !task.start || occupyingRun(tx, task)) return undefined;
  if (claimsHeld(tx).some((claim) => claim.task === task.uuid)) return undefined;
  const why = isOwn ? startRefused(tx, working, task)?.message : 'someone else undid it';
  if (why === undefined) {
    startTask(tx, working, task);
    return null;
  }
  const note = noteBy(tx, working.caller.actor, `It was active and is pending after the undo: ${why}`);
  putTask(tx, annotated(without(task, 'start'), note));
  return why;
}

/** Returns the open, started tasks of the claims that `fits` selects. */
export function unfinished(tx: Tx, fits: (claim: Claim) => boolean): Task[] {
  const uuids = new Set(claimsHeld(tx).flatMap((claim) => (claim.task && fits(claim) ? [claim.task] : [])));
  return [...uuids]
    .map((uuid) => tx.get('task', uuid))
    .filter((task): task is Task => task !== undefined && isOpen(task) && task.start !== undefined);
}

/** The note of a handoff at the end of a subagent or session. The same session may take the task again. */
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

/**
 * Blocks a task with a reason, until somebody unblocks or starts it. An earlier, other reason becomes a note.
 * @param until when to look at it again
 * @throws BacklogError `conflict` for a closed task or a recurrence template
 */
export function blockTask(tx: Tx, { caller }: WorkInput, task: Task, block: { note: string; until?: TaskDate }): Task {
  if (task.status !== 'pending') throw new BacklogError('conflict', `task ${task.id} is ${task.status}`);
  const earlier = task.obstacle?.note === block.note ? task : withoutObstacle(task, tx.uuid);
  return putTask(tx, { ...earlier, obstacle: { at: tx.at, actor: formatActor(caller.actor), ...block } });
}

/** Removes the block of a task. @throws BacklogError `nothing-to-do` if nobody blocked it */
export function unblockTask(tx: Tx, task: Task): Task {
  if (task.obstacle) return putTask(tx, withoutObstacle(task, tx.uuid));
  throw new BacklogError('nothing-to-do', `nobody blocked task ${task.id} with a reason`, {
    hint: `See what blocks it: task_explain ${task.id}${task.depends?.length ? `. To remove its dependencies: task_modify ${task.id} --depends ""` : ''}`,
  });
}

/** Removes a task's block. Its reason becomes a note of the same author. */
function withoutObstacle(task: Task, uuid: () => string): Task {
  if (!task.obstacle) return task;
  const { note } = task.obstacle;
  return annotated(
    without(task, 'obstacle'),
    noteOf(uuid, { ...signatureOf(task.obstacle), text: `Blocked: ${note}` }),
  );
}

/** Removes a task's handoff. The handoff's note becomes an ordinary note of the same author. */
export function withoutHandoff(task: Task, uuid: () => string): Task {
  if (!task.handoff) return task;
  return annotated(
    without(task, 'handoff'),
    noteOf(uuid, { ...signatureOf(task.handoff), text: `Handed off: ${task.handoff.note}` }),
  );
}

/** Returns the top folder of the worktree in which the caller works; undefined outside of all repositories. */
export function callersWorktree({
  caller,
  repositories,
}: Pick<Context, 'caller' | 'repositories'>): string | undefined {
  return caller.worktree ?? repositories.here?.root;
}
