import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../instant.ts';
import { awaitsAcceptance } from '../outside.ts';
import { tasksOf, unmetDependencies } from '../queue/graph.ts';
import type { TaskQueue } from '../queue/queue.ts';
import { hasBegun, isBehind, type ReaderNow, type TaskDate } from '../task-date.ts';
import { type Awaits, type Handoff, isOpen, isStep, isStopped, type Obstacle, type Status, type Task } from './task.ts';

/** A reason why a task is not ready, with the data that a reader needs to remove the reason. */
export type Unready =
  | { why: 'closed'; status: Status; since: Instant }
  | { why: 'template'; instances: readonly Task[] }
  | { why: 'blocked'; by: readonly Task[] }
  | { why: 'obstacle'; obstacle: Obstacle }
  | { why: 'subtasks'; open: readonly Task[] }
  | { why: 'waiting'; until: TaskDate }
  | { why: 'scheduled'; until: TaskDate }
  | { why: 'outside'; awaits: Awaits }
  | { why: 'underway'; handoff: Handoff }
  | { why: 'stopped' }
  | { why: 'step' };

/** Returns all reasons why a task is not ready, the strongest first; none exactly if the task is startable. Who has it doesn't count. */
export function unready(task: Task, now: ReaderNow & { queue: TaskQueue }): readonly Unready[] {
  const [standing, passing, marked] = [startObstacles(task, now.queue), delays(task, now), marks(task)];
  return passing.length + marked.length === 0 ? standing : [...standing, ...passing, ...marked];
}

/** A shared empty list. Most tasks are ready, and thousands are tested at once. */
const NONE: readonly never[] = [];

/** Returns the reasons against starting a task, except those that pass with time. */
export function startObstacles(task: Task, queue: TaskQueue): readonly Unready[] {
  if (!isOpen(task)) return [{ why: 'closed', status: task.status, since: task.end ?? task.modified }];
  if (task.status === 'recurring') return [{ why: 'template', instances: openInstances(queue, task) }];
  const [blocked, parted] = [queue.isBlocked(task), queue.hasOpenSubtasks(task)];
  if (!blocked && !parted) return NONE;
  const by = blocked ? unmetDependencies(queue, task) : [];
  const { obstacle } = task;
  return [
    ...(obstacle ? [{ why: 'obstacle', obstacle } as const] : []),
    ...(by.length > 0 ? [{ why: 'blocked', by } as const] : []),
    ...(parted ? [{ why: 'subtasks', open: openSubtasks(queue, task) } as const] : []),
  ];
}

function delays({ status, wait, scheduled }: Task, now: ReaderNow): readonly Unready[] {
  if (status !== 'pending' || (wait === undefined && scheduled === undefined)) return NONE;
  return [
    ...(wait !== undefined && !hasBegun(wait, now) ? [{ why: 'waiting', until: wait } as const] : []),
    ...(scheduled !== undefined && !isBehind(scheduled, now) ? [{ why: 'scheduled', until: scheduled } as const] : []),
  ];
}

/** Returns the reasons that end when a person names the task: text whose author nobody trusts, work in another tool, a session's own step. */
function marks(task: Task): readonly Unready[] {
  if (awaitsAcceptance(task)) return [{ why: 'outside', awaits: task.awaits }];
  if (task.handoff?.elsewhere) return [{ why: 'underway', handoff: task.handoff }];
  return isStopped(task) ? STOPPED : isStep(task) ? STEP : NONE;
}

const STEP: readonly Unready[] = [{ why: 'step' }];
const STOPPED: readonly Unready[] = [{ why: 'stopped' }];

/** Returns the open instances of a recurrence template, the earliest due date first. */
export function openInstances(queue: TaskQueue, template: Pick<Task, 'uuid'>): Task[] {
  return tasksOf(queue, queue.instances(template.uuid))
    .filter(isOpen)
    .sort((a, b) => ascending(a.due ?? '', b.due ?? ''));
}

export function openSubtasks(queue: TaskQueue, task: Task): Task[] {
  return tasksOf(queue, queue.children(task.uuid)).filter(isOpen);
}
