import * as z from 'zod';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { isBehind } from '../../domain/task-date.ts';
import { isWaiting } from '../../domain/urgency/readiness.ts';
import type { Situation } from '../situation.ts';

/** The groups of open tasks, in the order of the headline. Each open task is in one group, so they add up. */
export const OPEN_GROUPS = [
  'ready',
  'active',
  'blocked',
  'waiting',
  'scheduled',
  'parent',
  'claimed',
  'proposed',
  'attention',
  'snoozed',
] as const;
export type OpenGroup = (typeof OPEN_GROUPS)[number];

export const openGroups = () => z.record(z.enum(OPEN_GROUPS), z.int());
export type OpenGroups = Readonly<Record<OpenGroup, number>>;

/**
 * Groups the open tasks. A task that several lists of the situation contain is in the group of the first. The other
 * tasks are in the group of their state, as lists show it.
 */
export function openGroupsOf(
  { working, attention, snoozed, proposed, ready }: Situation,
  facts: Facts,
): Record<OpenGroup, Task[]> {
  const listed = new Map<Task, OpenGroup>();
  const add = (group: OpenGroup, tasks: readonly Task[]) => {
    for (const task of tasks) if (!listed.has(task)) listed.set(task, group);
  };
  const tasksOf = (rows: readonly { task: Task }[]) => rows.map(({ task }) => task);
  add('active', tasksOf(working));
  add('attention', tasksOf(attention));
  add('snoozed', tasksOf(snoozed));
  add('proposed', tasksOf(proposed));
  add('ready', ready);
  const groups = eachGroup((): Task[] => []);
  for (const task of facts.queue.open())
    if (task.status === 'pending') groups[listed.get(task) ?? unlistedGroup(task, facts)].push(task);
  return groups;
}

/** Returns a value for each group. */
export function eachGroup<Value>(value: (group: OpenGroup) => Value): Record<OpenGroup, Value> {
  return Object.fromEntries(OPEN_GROUPS.map((group) => [group, value(group)])) as Record<OpenGroup, Value>;
}

/** Returns the group of a task that can't be started now and that needs nobody's attention. */
function unlistedGroup(task: Task, facts: Facts): OpenGroup {
  if (isWaiting(task, facts)) return 'waiting';
  if (facts.queue.isBlocked(task)) return 'blocked';
  if (facts.queue.hasOpenSubtasks(task)) return 'parent';
  if (task.scheduled !== undefined && !isBehind(task.scheduled, facts)) return 'scheduled';
  return 'claimed';
}
