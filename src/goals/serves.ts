import { greatest } from '../base/iterables.ts';
import type { Serves } from '../domain/queue/facts.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Goal } from '../domain/records.ts';
import type { Task } from '../domain/task/task.ts';
import { aboveGoal, servedBy } from './chain.ts';
import type { Plan } from './plan.ts';

const NOTHING: Serves = { goal: [], bet: [], outcome: [], pillar: [], problem: [], persona: [] };

/** Returns a function that finds the records a task serves. What lies above a goal is derived once per answer. */
export function servesIn(plan: Plan, queue: Pick<TaskQueue, 'get'>): (task: Task) => Serves {
  const known = new Map<string, Serves>();
  const above = (goal: Goal) => {
    const found = known.get(goal.id) ?? servesOf(goal, plan);
    known.set(goal.id, found);
    return found;
  };
  return (task) => {
    const { goal, upkeep } = servedBy(task, queue, plan);
    const found = goal ? above(goal) : NOTHING;
    return upkeep === undefined ? found : { ...found, upkeep: true };
  };
}

function servesOf(goal: Goal, plan: Plan): Serves {
  const { bet, outcomes, pillars, problems, personas } = aboveGoal(goal, plan);
  const ids = (records: readonly { id: string }[]) => [...new Set(records.map(({ id }) => id))];
  const severity = greatest(problems.flatMap((one) => (one.solved_by === undefined ? [one.severity] : [])));
  return {
    ...(bet?.state === 'now' ? { isNow: true } : {}),
    ...(severity > 0 ? { severity } : {}),
    goal: [goal.id],
    bet: ids(bet ? [bet] : []),
    outcome: ids(outcomes),
    pillar: ids(pillars),
    problem: ids(problems),
    persona: ids(personas.map(({ persona }) => persona)),
  };
}
