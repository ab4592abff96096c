import type { Task } from '../domain/task.ts';
import { byAge } from './order.ts';
import type { Decision, Start } from './scene.ts';
import { type Around, type Worded, worded } from './words.ts';

/** What the scheduler says of one task. */
export interface Explained {
  task: Task;
  /** It starts now, by this agent. */
  start?: Omit<Start, 'task'>;
  /** Why it does not; the strongest first. */
  reasons: Worded[];
}

/** Some tasks as a decision has them: what starts first, then the others in their order; all that are open when none are named. */
export function explain({ starts, holds }: Decision, tasks: readonly Task[], around: Around): Explained[] {
  const starting = new Map(starts.map(({ task, ...start }, n) => [task.uuid, { start, n }]));
  const rank = ({ uuid }: Task) => starting.get(uuid)?.n ?? starts.length;
  return [...tasks]
    .sort((a, b) => rank(a) - rank(b) || byAge(a, b))
    .map((task) => {
      const found = starting.get(task.uuid);
      const reasons = (holds.get(task.uuid) ?? []).map((hold) => worded(task, hold, around));
      return { task, ...(found ? { start: found.start } : {}), reasons };
    });
}
