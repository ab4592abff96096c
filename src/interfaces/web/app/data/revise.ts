import { act } from './act.ts';
import type { Task } from './types.ts';

type Fields = Readonly<Partial<Record<keyof Task, unknown>>>;

/** Changes fields of a task unless somebody else did since it was shown; true when the server took it. */
export async function revise(task: Pick<Task, 'uuid' | 'id'> & Fields, fields: Fields): Promise<boolean> {
  const was = Object.fromEntries(Object.keys(fields).map((name) => [name, task[name as keyof Task] ?? null]));
  const input = { id: task.uuid, was, ...fields };
  return (await act('task_revise', input, { done: `Changed #${task.id}`, undo: true })) !== undefined;
}
