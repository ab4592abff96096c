import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Measured, measureText } from '../../goals/measure.ts';
import type { Plan } from '../../goals/plan.ts';

/** An outcome, or a goal without one, with the tasks that were done for it. `=` stands for upkeep, `-` for no goal. */
export const doneFor = () =>
  z.strictObject({
    id: z.string(),
    title: z.string(),
    measure: z.string().exactOptional(),
    done: z.int(),
    /** The numbers of the first {@link NAMED} tasks. */
    tasks: z.array(z.int()),
  });
export type DoneFor = Shape<typeof doneFor>;

/** Maximum number of tasks that a row names. */
const NAMED = 20;

/**
 * Groups completed tasks by the outcome that they served, in the order of the plan. Those without a goal come last.
 * @returns undefined in a queue without goals
 */
export function doneByOutcome(
  done: readonly Task[],
  plan: Plan,
  { servesOf }: Pick<Facts, 'servesOf'>,
): DoneFor[] | undefined {
  if (plan.isEmpty()) return undefined;
  const tasks = new Map<string, number[]>();
  for (const task of done) {
    const { outcome, goal, upkeep } = servesOf(task);
    const id = outcome[0] ?? goal[0] ?? (upkeep ? UPKEEP.id : NO_GOAL.id);
    const found = tasks.get(id);
    if (found) found.push(task.id);
    else tasks.set(id, [task.id]);
  }
  const records: (Measured & { id: string; title: string })[] = [
    ...plan.live('outcome'),
    ...plan.live('goal'),
    UPKEEP,
    NO_GOAL,
  ];
  return records.flatMap((record) => {
    const found = tasks.get(record.id);
    if (!found) return [];
    const measure = measureText(record);
    const about = { id: record.id, title: record.title, ...(measure === undefined ? {} : { measure }) };
    return [{ ...about, done: found.length, tasks: found.slice(0, NAMED) }];
  });
}

const UPKEEP = { id: '=', title: 'upkeep' };
const NO_GOAL = { id: '-', title: 'without a goal' };
