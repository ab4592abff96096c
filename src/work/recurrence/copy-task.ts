import { present } from '../../base/present.ts';
import { fieldsWhere } from '../../domain/fields/table.ts';
import type { Task } from '../../domain/task/task.ts';

/** Fields that a copy of a task doesn't get: times, notes, handoff and origin. */
const OWN = fieldsWhere((row) => row.own === true) as (keyof Task)[];

/** Copies a task without its times, notes, handoff and origin. The copied criteria have no evidence. */
export function copyOf(task: Task): Partial<Task> & Pick<Task, 'description'> {
  const copy: Partial<Task> = { ...task };
  for (const field of OWN) delete copy[field];
  const acceptance = task.acceptance?.map(({ id, text, by }) => ({ id, text, ...present({ by }) }));
  return { ...copy, description: task.description, ...present({ acceptance }) };
}
