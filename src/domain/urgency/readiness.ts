import { awaitsAcceptance } from '../outside.ts';
import type { Facts } from '../queue/facts.ts';
import { isElsewhere, isOpen, isStep, isStopped, type Task } from '../task/task.ts';
import { hasBegun, hasPassed, isBehind, type ReaderNow } from '../task-date.ts';

export function isWaiting(task: Task, now: ReaderNow): boolean {
  return task.status === 'pending' && task.wait !== undefined && !hasBegun(task.wait, now);
}

export function isPending(task: Task, now: ReaderNow): boolean {
  return task.status === 'pending' && (task.wait === undefined || hasBegun(task.wait, now));
}

/**
 * Checks whether the task can be started now: nothing in the queue is in its way, and nobody has it. Depends on no
 * reader, so overlaps with claimed files and the assignee don't count.
 */
export function isReady(task: Task, facts: Facts): boolean {
  return (isStartable(task, facts) || isStackable(task, facts)) && !isTaken(task, facts);
}

/** Checks whether the task can be started now without a stack, and nobody has it. */
export function isFree(task: Task, facts: Facts): boolean {
  return isStartable(task, facts) && !isTaken(task, facts);
}

/**
 * Checks whether somebody has the task: a claim's holder, a run until its merge, or a worker in another tool. A session has its
 * steps. A task with text from outside counts as taken until a person accepts it.
 */
function isTaken(task: Task, facts: Facts): boolean {
  return (
    isElsewhere(task) ||
    isStep(task) ||
    isStopped(task) ||
    awaitsAcceptance(task) ||
    facts.isInRun(task.uuid) ||
    facts.isClaimed(task.uuid)
  );
}

/** Checks whether the task's own fields and the tasks around it let it start now, whoever has it. */
export function isStartable(task: Task, facts: ReaderNow & Pick<Facts, 'queue'>): boolean {
  return isDueToStart(task, facts) && !facts.queue.isBlocked(task);
}

/** Checks whether only a run can start the task now, on the unmerged result of what it waits for. */
export function isStackable(task: Task, facts: ReaderNow & Pick<Facts, 'queue' | 'stackOf'>): boolean {
  return facts.queue.isBlocked(task) && isDueToStart(task, facts) && facts.stackOf(task) !== undefined;
}

function isDueToStart(task: Task, facts: ReaderNow & Pick<Facts, 'queue'>): boolean {
  return (
    isPending(task, facts) &&
    (task.scheduled === undefined || isBehind(task.scheduled, facts)) &&
    !facts.queue.hasOpenSubtasks(task)
  );
}

/** Checks whether an open task is late. A task that is due on a day is late from the next day on. */
export function isOverdue(task: Pick<Task, 'due' | 'status'>, now: ReaderNow): boolean {
  return task.due !== undefined && hasPassed(task.due, now) && isOpen(task) && task.status !== 'recurring';
}
