import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';

/** Fields of a task as somebody saw them, null for none. */
export type SeenFields = Readonly<Record<string, unknown>>;

/** @throws BacklogError `conflict` where somebody else has changed a field since; its data has the current values */
export function checkSeen(task: Task, was: SeenFields): void {
  const now = task as unknown as SeenFields;
  const field = Object.keys(was).find((name) => !same(Object.hasOwn(now, name) ? now[name] : null, was[name]));
  if (field === undefined) return;
  refuse('conflict', `${field} of task ${task.id} was changed meanwhile`, {
    hint: 'Look at what it is now, and change it again if that is still right.',
    data: { field, now: now[field] ?? null },
  });
}
