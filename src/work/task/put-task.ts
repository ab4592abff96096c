import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/** Stores a task with the current time in `modified`. @returns the stored record */
export function putTask(tx: Tx, task: Task): Task {
  const written: Task = { ...task, modified: tx.at };
  tx.put('task', task.uuid, written);
  return written;
}

export function without(task: Task, ...fields: (keyof Task)[]): Task {
  const copy: Partial<Task> = { ...task };
  for (const field of fields) delete copy[field];
  return copy as Task;
}
