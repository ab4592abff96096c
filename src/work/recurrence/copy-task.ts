import { fieldsWhere } from '../../domain/fields/table.ts';
import type { Task } from '../../domain/task/task.ts';
import { without } from '../task/put-task.ts';

/** What belongs to the life of one task: its times, notes, handoff and origin. */
const OWN = fieldsWhere((row) => row.own === true) as (keyof Task)[];

/** What a copy has of a task: all but what belongs to the life of the original, so criteria without their evidence. */
export function copyOf(task: Task): Partial<Task> & Pick<Task, 'description'> {
  const { acceptance, ...kept } = without(task, ...OWN);
  return acceptance ? { ...kept, acceptance: acceptance.map(({ id, text }) => ({ id, text })) } : kept;
}
