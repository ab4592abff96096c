import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { NO_TASK } from '../state-words.ts';
import { isFromOutside, type Task } from './task.ts';

/**
 * A task's title in an answer, as its author wrote it. With `outside`, nobody trusts the author: texts put the title in
 * quotation marks (`titleOf`).
 */
export const rawTitle = () => ({ description: z.string(), outside: z.literal(true).exactOptional() });

/** Returns a task's title for an answer. */
export function rawTitleOf({ description, awaits }: Pick<Task, 'description' | 'awaits'>): RawTitle {
  return isFromOutside(awaits) ? { description, outside: true } : { description };
}

const rawTitled = () => z.strictObject(rawTitle());
export type RawTitle = Shape<typeof rawTitled>;

/** A task's number and title in an answer. */
export const namedTask = () => z.strictObject({ id: z.int(), ...rawTitle() });
export type NamedTask = Shape<typeof namedTask>;

/** Returns a task's number and title for an answer. */
export const namedTaskOf = ({ id, ...task }: Pick<Task, 'id' | 'description' | 'awaits'>): NamedTask => ({
  id,
  ...rawTitleOf(task),
});

/** Returns the number and title of a run's task; number 0 if the task no longer exists. */
export const taskOfRunNamed = (task: Parameters<typeof namedTaskOf>[0] | undefined): NamedTask =>
  namedTaskOf(task ?? { id: 0, description: NO_TASK });
