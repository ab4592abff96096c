import { DAY_MS } from '../base/day.ts';
import { addTo } from '../base/iterables.ts';
import { isClosedGoal } from '../domain/goals/words.ts';
import { fromInstant } from '../domain/instant.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Bet, Goal, Outcome } from '../domain/records.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { aboveGoal, type Chain, decidingTask, usesLayers } from './chain.ts';
import type { HealthLimits } from './limits.ts';
import { type Plan, readOnce } from './plan.ts';

/** What the rules of the plan's health look at. It is gathered once. */
export interface HealthView {
  plan: Plan;
  queue: Pick<TaskQueue, 'get' | 'open' | 'children'>;
  limits: HealthLimits;
  /** Now, in milliseconds since the epoch. */
  now: number;
  goals: readonly Goal[];
  openGoals: readonly Goal[];
  openBets: readonly Bet[];
  outcomes: readonly Outcome[];
  /** The tasks of each goal, open and closed, with inherited ones. Deleted tasks are absent. */
  tasksOf(goal: string): readonly Task[];
  /** The open tasks without a goal or a reason, of their own or from a task above. */
  orphans: readonly Task[];
  /** Whether there are records above goals. */
  layered: boolean;
  /** What lies above a live goal. */
  above(goal: Goal): Omit<Chain, 'goal' | 'from' | 'upkeep'>;
  daysSince(instant: string): number;
}

/** Gathers what the rules look at. Linear in the numbers of records and tasks. */
export function viewOf(
  stored: Plan,
  queue: Pick<TaskQueue, 'get' | 'all' | 'open' | 'children'>,
  now: number,
  limits: HealthLimits,
): HealthView {
  const plan = readOnce(stored);
  const tasks = new Map<string, Task[]>();
  const orphans: Task[] = [];
  for (const task of queue.all()) {
    if (task.status === 'deleted') continue;
    const decides = decidingTask(task, queue);
    if (decides?.goal !== undefined) addTo(tasks, decides.goal, task);
    else if (!decides && isOpen(task)) orphans.push(task);
  }
  const goals = plan.live('goal');
  const above = new Map(goals.map((goal) => [goal.id, aboveGoal(goal, plan)]));
  const outcomes = plan.live('outcome');
  return {
    ...{ plan, queue, limits, now, goals, outcomes, orphans },
    openGoals: goals.filter((goal) => !isClosedGoal(goal)),
    openBets: plan.live('bet').filter((bet) => !isClosedGoal(bet)),
    tasksOf: (goal) => tasks.get(goal) ?? NONE,
    layered: usesLayers(plan) || plan.live('vision').length > 0,
    above: (goal) => above.get(goal.id)!,
    daysSince: (instant) => (now - fromInstant(instant)) / DAY_MS,
  };
}

const NONE: readonly Task[] = [];
