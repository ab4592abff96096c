import { basename, dirname } from 'node:path';
import { clip } from '../../base/clip.ts';
import { appended } from '../../base/long-list.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { GOAL_LIMITS } from '../../domain/goals/words.ts';
import type { Instant } from '../../domain/instant.ts';
import { unblockedBy } from '../../domain/queue/graph.ts';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { openSubtasks, startObstacles, type Unready } from '../../domain/task/readiness.ts';
import { isOpen, type Task, taskName } from '../../domain/task/task.ts';
import { criterionText, evidenceCall, unmetOf, unmetText } from '../../domain/task/unmet-criteria.ts';
import { overEverywhere } from '../../domain/task-date.ts';
import { servedBy } from '../../goals/chain.ts';
import { planOf } from '../../goals/plan.ts';
import { linkedWorktree, type Tx } from '../../store/index.ts';
import { claimsHeld, heldByOther, releaseClaims } from '../claim/claims.ts';
import { refusalToStart, reopenHint, wordedReason } from '../claim/refusals.ts';
import type { Context } from '../workspace/context.ts';
import { callersWorktree, type WorkInput, withoutHandoff } from './life.ts';
import { putTask, without } from './put-task.ts';

/**
 * Completes a task, and returns the tasks that it unblocked. `despite` has the reasons that blocked it: a person is told
 * about them.
 * @throws BacklogError `conflict` if the task is closed; unless forced, also if it has open subtasks or unmet criteria, or
 * if an agent completes a blocked task; `claimed`
 */
export function completeTask(
  tx: Tx,
  working: WorkInput,
  task: Task,
  options: { force?: boolean } = {},
): { task: Task; unblocked: Task[]; despite: string[] } {
  const refused = (options.force ? closeRefused : completeRefused)(tx, working, task);
  if (refused) throw refused;
  const unblocked = unblockedBy(working.queue, task);
  const despite = blockedWords(working, task);
  return { task: putDone(tx, working, task), unblocked, despite };
}

/** Returns the error that {@link completeTask} would throw now without force, or undefined. Changes nothing. */
export function completeRefused(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined {
  return closeRefused(tx, working, task) ?? blockedForAgents(working, task) ?? unfinished(working, task);
}

/** Returns the reasons that block an open task, each as a sentence about it. */
export function blockedWords(working: Pick<WorkInput, 'queue'>, task: Task): string[] {
  return blocks(working, task).map((reason) => `task ${task.id} ${wordedReason(task, reason).phrase}`);
}

/** Returns the reasons that block a task. The work on it may depend on work that is not done. */
function blocks({ queue }: Pick<WorkInput, 'queue'>, task: Task): Blocking[] {
  return startObstacles(task, queue).filter((reason): reason is Blocking => BLOCKING.has(reason.why));
}

type Blocking = Extract<Unready, { why: 'blocked' | 'obstacle' }>;
const BLOCKING: ReadonlySet<Unready['why']> = new Set(['blocked', 'obstacle']);

/** Returns the error for an agent that completes a blocked task, as starting it is refused. A person may know better. */
function blockedForAgents(working: WorkInput, task: Task): BacklogError | undefined {
  const [reason] = working.caller.actor.kind === 'human' ? [] : blocks(working, task);
  if (!reason) return undefined;
  const { code, message, data } = refusalToStart(task, reason);
  const hint = `Complete what blocks it first, or complete it anyway: \`task_done ${task.id}\` with \`force: true\`.`;
  return new BacklogError(code, message, { hint, ...(data === undefined ? {} : { data }) });
}

/** Completes a task like {@link completeTask} with force. Doesn't search for unblocked tasks. */
export function closeTask(tx: Tx, working: WorkInput, task: Task): Task {
  const refused = closeRefused(tx, working, task);
  if (refused) throw refused;
  return putDone(tx, working, task);
}

/** Returns the error that {@link closeTask} would throw now, or undefined. Changes nothing. */
export function closeRefused(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined {
  if (!isOpen(task))
    return new BacklogError('conflict', `task ${task.id} is already ${task.status}`, { hint: reopenHint(task) });
  const [template] = startObstacles(task, working.queue).filter(({ why }) => why === 'template');
  return template ? refusalToStart(task, template) : heldByOther(tx, working, task);
}

const DONE = { result: 'done' };

/**
 * Stores a task as completed by its worker. If an agent completes it in a linked worktree, marks it as not on the branch
 * until git has been asked.
 */
function putDone(tx: Tx, working: WorkInput, task: Task): Task {
  const offBranch = workedIn(tx, working, task);
  const done = putCompleted(tx, working, task, DONE);
  return offBranch ? putTask(tx, { ...done, offBranch }) : done;
}

/** Stores an open task as completed: releases its claims, and adds what it brought to the log of its goal. */
export function putCompleted(
  tx: Tx,
  working: Parameters<typeof logToGoal>[1],
  task: Task,
  brought: Parameters<typeof logToGoal>[3],
): Task {
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  logToGoal(tx, working, task, brought);
  return putTask(tx, without({ ...withoutHandoff(task, tx.uuid), status: 'completed', end: tx.at }, 'start'));
}

/** Returns an error if the task has open subtasks or unmet criteria. */
function unfinished(working: WorkInput, task: Task): BacklogError | undefined {
  const open = openSubtasks(working.queue, task);
  if (open.length > 0) {
    return new BacklogError('conflict', `task ${task.id} has open subtasks: ${open.map(taskName).join(', ')}`, {
      hint: 'Finish or delete them first, or close it anyway with `force: true`.',
      data: { subtasks: open.map((child) => child.id) },
    });
  }
  const unmet = unmetOf(task);
  if (unmet.length === 0) return undefined;
  const call = evidenceCall(task, unmet[0]!.id, working.caller.door);
  return new BacklogError('conflict', `${unmetText(task)}: ${unmet.map(criterionText).join('; ')}`, {
    hint: `Test the criterion and record the result: \`${call}\`. Or give task_done all the evidence.`,
    data: { unmet: unmet.map(({ id, text }) => ({ id, text })) },
  });
}

/** Deletes a task. Its record stays, and its dependents wait for a person. Undo or `task_modify status:pending` restores it. */
export function deleteTask(tx: Tx, working: WorkInput, task: Task): Task {
  const refused = deleteRefused(tx, working, task);
  if (refused) throw refused;
  releaseClaims(tx, (claim) => claim.task === task.uuid);
  return putTask(tx, without({ ...withoutHandoff(task, tx.uuid), status: 'deleted', end: task.end ?? tx.at }, 'start'));
}

/**
 * Returns an open task for a closed one. Nobody works on it. Also removes a past `until`, because Backlog would delete
 * the task again.
 */
export function reopened(task: Task, at: Instant): Task {
  const lasting = task.until !== undefined && overEverywhere(task.until) < at ? without(task, 'until') : task;
  if (task.status === 'pending') return lasting;
  return without({ ...lasting, status: task.recur ? 'recurring' : 'pending' }, 'end', 'start', 'offBranch');
}

/** Returns the error that {@link deleteTask} would throw now, or undefined. Changes nothing. */
export function deleteRefused(tx: Tx, working: WorkInput, task: Task): BacklogError | undefined {
  if (task.status === 'deleted')
    return new BacklogError('conflict', `task ${task.id} is already deleted`, { hint: reopenHint(task) });
  return heldByOther(tx, working, task);
}

/**
 * Adds an entry about a completed task to the log of the task's goal. Later briefs of the goal's tasks show it. Does
 * nothing for a task without a goal. Beyond the maximum, the oldest entry goes.
 * @param result what the task brought, after its number and description
 */
function logToGoal(
  tx: Tx,
  { caller, queue }: Pick<Context, 'queue'> & { caller: Pick<Context['caller'], 'actor'> },
  task: Task,
  { result, run }: { result: string; run?: string },
): void {
  const plan = planOf(tx);
  const goal = plan.isEmpty() ? undefined : servedBy(task, queue, plan).goal;
  if (!goal) return;
  const text = clip(`${taskName(task)}: ${result}`.replaceAll(/\s+/g, ' '), GOAL_LIMITS.text);
  const entry = {
    id: tx.uuid().slice(0, 8),
    at: tx.at,
    actor: formatActor(caller.actor),
    text,
    task: task.uuid,
    ...(run === undefined ? {} : { run }),
  };
  const kept = (goal.log ?? []).slice(-(GOAL_LIMITS.log - 1));
  tx.put('goal', goal.id, { ...goal, modified: tx.at, log: appended(kept, [entry]) });
}

/**
 * Returns the mark for a task that an agent completes in a linked worktree (git-worktree(1)), or that was claimed in one:
 * its work may not be on the branch. Git decides that later, so that no completion waits for git. People and runs bring
 * their work themselves. Undefined in other folders.
 */
function workedIn(
  tx: Tx,
  { caller, repositories }: Pick<Context, 'caller' | 'repositories'>,
  task: Task,
): OffBranch | undefined {
  const { actor } = caller;
  if (actor.kind !== 'ai' || actor.run !== undefined) return undefined;
  const claim = claimsHeld(tx).find((one) => one.task === task.uuid && one.linked);
  const own = callersWorktree({ caller, repositories });
  const here = own === undefined ? undefined : linkedWorktree(own);
  const claimed = claim?.linked?.root ?? claim?.worktree;
  const [worktree, common] = here ? [own, here.common] : [claimed, claim?.linked?.common];
  if (common === undefined || worktree === undefined) return undefined;
  const ofClaim = claimed === worktree ? claim : undefined;
  const began = ofClaim?.linked;
  const repo = repositories.all.find((one) => one.common === common);
  return {
    at: tx.at,
    actor: formatActor(actor),
    worktree,
    main: repo?.folder ?? mainFolder(common),
    common,
    ...present({
      target: repo?.target?.replace(/^refs\/heads\//, ''),
      branch: began?.branch,
      began: began?.head,
      since: ofClaim?.since,
    }),
  };
}

function mainFolder(common: string): string {
  return basename(common) === '.git' ? dirname(common) : common;
}
