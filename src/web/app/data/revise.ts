import type { Inputs } from '../../sdk/calls.ts';
import { act } from './act.ts';
import type { Task } from './types.ts';

type Options = Parameters<typeof act<'task_modify'>>[2];

type Fields = Omit<Inputs['task_modify'], 'filter' | 'was' | 'criterion' | 'line'>;

/** A task as the page showed it. */
type Shown = Pick<Task, 'uuid' | 'id'> & Values;

type Values = Readonly<Partial<Record<keyof Task, unknown>>>;

/**
 * Changes fields of a task. The server refuses if another author has changed one of them since the page showed the
 * task.
 * @returns whether the server accepted the change
 */
export async function revise(task: Shown, fields: Fields, options: Options = messageOf(task)): Promise<boolean> {
  const was = { [task.uuid]: seen(task, Object.keys(fields) as (keyof Fields & keyof Task)[]) };
  return (await act('task_modify', { ...fields, filter: task.uuid, was }, options)) !== undefined;
}

/** Returns the shown values of the fields, for the argument `was` of `task_modify`. */
export function seen(task: Values, names: readonly (keyof Task)[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, task[name] ?? null]));
}

const messageOf = ({ id }: Shown) => ({ done: `Changed #${id}`, undo: true });
