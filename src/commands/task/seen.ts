import { type BacklogError, refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';

/**
 * Compares the fields that a call replaces with the values that its caller read before.
 * @param was the values that the caller read, with null for an empty field; fields that are missing here aren't
 * compared
 * @throws BacklogError `conflict` if another caller has changed a field since then; its data has the current value
 */
export function checkSeen(task: Task, replaced: readonly string[], was: Readonly<Record<string, unknown>> = {}): void {
  const now: Partial<Record<string, unknown>> = { ...task };
  const field = replaced.find((name) => Object.hasOwn(was, name) && !same(now[name] ?? null, was[name]));
  if (field !== undefined) refuseChanged(task, field, now[field]);
}

/**
 * Throws the error about a field that another caller has changed.
 * @param now its present value, if it has one and the caller knows it
 */
export function refuseChanged(task: Task, field: string, now?: unknown): never {
  refuse('conflict', `${field} of task ${task.id} was changed meanwhile`, {
    hint: 'Read its present state, then change it again if that is still right.',
    data: { field, now: now ?? null },
  });
}

/** Checks whether an error is {@link refuseChanged}'s. The same call would be refused again. */
export function isChangedMeanwhile({ code, data = {} }: BacklogError): boolean {
  return code === 'conflict' && Object.hasOwn(data, 'now');
}
