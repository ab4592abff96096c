import type { Inputs } from '../../sdk/calls.ts';
import { act } from './act.ts';
import type { Task } from './types.ts';

type Fields = Omit<Inputs['task_revise'], 'id' | 'was' | 'criterion'>;

/** Changes fields of a task unless somebody else did since it was shown; true when the server took it. */
export async function revise(task: Pick<Task, 'uuid' | 'id'> & Partial<Task>, fields: Fields): Promise<boolean> {
  const was = Object.fromEntries(Object.keys(fields).map((name) => [name, task[name as keyof Fields] ?? null]));
  const input = { ...fields, id: task.uuid, was };
  return (await act('task_revise', input, { done: `Changed #${task.id}`, undo: true })) !== undefined;
}
