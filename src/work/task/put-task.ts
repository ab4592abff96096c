import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/** Stores a task with the current time in `modified`. @returns the stored record */
export function putTask(tx: Tx, task: Task): Task {
  const written: Task = { ...task, modified: tx.at };
  tx.put('task', task.uuid, written);
  return written;
}

/** Returns a task without some of the fields that it may lack. */
export function without<Of extends Partial<Task>>(task: Of, ...fields: OptionalField[]): Of {
  const copy = { ...task };
  for (const field of fields) delete copy[field];
  return copy;
}

type OptionalField = { [Name in keyof Task]-?: object extends Pick<Task, Name> ? Name : never }[keyof Task];
