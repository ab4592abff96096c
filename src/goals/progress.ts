import { type GoalKind, kindOfId } from '../domain/goals/words.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Goal } from '../domain/records.ts';
import { isOpen } from '../domain/task/task.ts';
import { isTraced, servedBy } from './chain.ts';
import { aimsOf } from './links.ts';
import type { Plan, PlanRecord } from './plan.ts';
import { tasksOfGoal } from './why.ts';

/** Numbers of tasks below a record. Deleted tasks don't count. */
export interface TaskCounts {
  open: number;
  done: number;
}

type Tasks = Pick<TaskQueue, 'get' | 'byGoal' | 'children'>;

/** Returns the open and the completed tasks of a goal. */
export function countTasks(goal: string, queue: Tasks): TaskCounts {
  const counts = { open: 0, done: 0 };
  for (const task of tasksOfGoal(goal, queue)) {
    if (isOpen(task)) counts.open++;
    else if (task.status === 'completed') counts.done++;
  }
  return counts;
}

/** Returns the live goals below a record: those of a bet, those that move an outcome, and so on. */
export function goalsBelow(record: PlanRecord, plan: Plan): string[] {
  const kind = kindOfId(record.id)!;
  const isBelow: Readonly<Record<GoalKind, (goal: Goal) => boolean>> = {
    vision: () => true,
    pillar: (goal) =>
      aimsOf(goal, plan).outcomes.ids.some((id) => plan.get('outcome', id)?.pillars?.includes(record.id)),
    persona: (goal) =>
      aimsOf(goal, plan).problems.ids.some((id) =>
        plan.get('problem', id)?.hurts?.some(({ persona }) => persona === record.id),
      ),
    problem: (goal) => aimsOf(goal, plan).problems.ids.includes(record.id),
    outcome: (goal) => aimsOf(goal, plan).outcomes.ids.includes(record.id),
    bet: (goal) => goal.bet === record.id,
    goal: (goal) => goal.id === record.id,
  };
  return plan
    .live('goal')
    .filter(isBelow[kind])
    .map(({ id }) => id);
}

/** The open tasks of a queue, and how many of them are traced; `upkeep` is the part of these without a goal's why. */
export interface TracedRatio {
  open: number;
  traced: number;
  upkeep: number;
}

/** Counts the open tasks with a goal or a reason. Linear in the number of open tasks. */
export function tracedRatio(queue: Pick<TaskQueue, 'get' | 'open' | 'openSize'>, plan: Plan): TracedRatio {
  const ratio = { open: queue.openSize, traced: 0, upkeep: 0 };
  for (const task of queue.open()) {
    if (!isTraced(task, queue, plan)) continue;
    ratio.traced++;
    if (servedBy(task, queue, plan).upkeep !== undefined) ratio.upkeep++;
  }
  return ratio;
}
