import { isClosedGoal } from '../domain/goals/words.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Goal } from '../domain/records.ts';
import type { Task } from '../domain/task/task.ts';
import { isReached, measureText } from '../goals/measure.ts';
import { planOf } from '../goals/plan.ts';
import { tasksOfGoal } from '../goals/why.ts';
import type { Store } from '../store/index.ts';

/** The goal whose tasks the orchestrator starts first. */
export interface PreferredGoal {
  id: string;
  title: string;
  /** Why the orchestrator stops for it, as a sentence without a full stop. Absent while there is work for the goal. */
  over?: string;
  has(task: Task): boolean;
}

/** Reads the goal that a person prefers. @returns undefined without one, so a queue without goals reads no record */
export function preferredGoal(
  state: Pick<Store['state'], 'get' | 'all'>,
  { queue }: Pick<Facts, 'queue'>,
  id: string | undefined,
): PreferredGoal | undefined {
  if (id === undefined) return undefined;
  const goal = planOf(state).get('goal', id);
  const uuids = new Set(Array.from(tasksOfGoal(id, queue), ({ uuid }) => uuid));
  const over = goalOver(goal, id);
  return {
    id,
    title: goal?.title ?? '',
    ...(over === undefined ? {} : { over }),
    has: ({ uuid }) => uuids.has(uuid),
  };
}

/** Explains why a goal needs no more work. @returns undefined for an open goal */
export function goalOver(goal: Goal | undefined, id: string): string | undefined {
  if (!goal) return `goal ${id} no longer exists`;
  const name = `${goal.id} ${goal.title}`;
  if (isReached(goal)) return `the goal is reached: ${name}, ${measureText(goal)}`;
  if (isClosedGoal(goal)) return `the goal is closed: ${name} is ${goal.state}`;
  return goal.archived === undefined ? undefined : `the goal is archived: ${name}`;
}
