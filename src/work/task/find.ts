import { BacklogError, refuse } from '../../domain/errors.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../domain/task/task.ts';

/** Minimum length of a uuid prefix that identifies a task. */
export const PREFIX_MIN = 8;

const PREFIX = /^[0-9a-f]{8}[0-9a-f-]{0,27}$/;

/**
 * Finds the task for its number (`12`, `#12`), its uuid, or a unique uuid prefix of at least 8 characters. Accepts no
 * similar id, so that a mistyped id can't affect another task.
 * @throws BacklogError `not-found`, `ambiguous`, or `usage` if the text isn't an id
 */
export function findTask(queue: TaskQueue, text: string): Task {
  const found = seekTask(queue, text);
  if (found instanceof BacklogError) throw found;
  return found;
}

/** Finds a task like {@link findTask}, but returns a `not-found` error instead of throwing it. */
export function seekTask(queue: TaskQueue, text: string): Task | BacklogError {
  const named = oneId(text);
  if (!named)
    return refuse('usage', `"${text}" is not a task id`, {
      hint: `Give a number (12), a UUID, or at least ${PREFIX_MIN} characters of one. See them: task_list`,
      data: { expected: 'number, UUID or UUID prefix', received: text },
    });
  if (isUuid(named.text)) return queue.get(named.text) ?? missing(text);
  const numbered = named.id === undefined ? undefined : queue.byId(named.id);
  return numbered ?? byPrefix(queue, named.text) ?? missing(text);
}

/**
 * Parses a task id: a number, a uuid, or the beginning of a uuid. A number can also be the beginning of a uuid. Returns
 * undefined for other texts.
 */
export function oneId(text: string): { id?: number; text: string } | undefined {
  const id = text
    .trim()
    .replace(/^#(?=\d+$)/, '')
    .toLowerCase();
  if (/^\d{1,15}$/.test(id) && !(id.length >= PREFIX_MIN && id.startsWith('0'))) return { id: Number(id), text: id };
  return isUuid(id) || PREFIX.test(id) ? { text: id } : undefined;
}

/** Checks whether a text has the form of a task id. */
export function isReference(text: string): boolean {
  const id = text.trim();
  return /^#?\d{1,15}$/.test(id) || PREFIX.test(id.toLowerCase());
}

function byPrefix(queue: TaskQueue, prefix: string): Task | undefined {
  if (prefix.length < PREFIX_MIN) return undefined;
  const [first, ...others] = queue.byPrefix(prefix);
  if (others.length === 0) return first;
  return refuse('ambiguous', `"${prefix}" is the start of the UUIDs of ${others.length + 1} tasks`, {
    hint: 'Give more characters, or the task number.',
    data: {
      candidates: [first!, ...others].map((task) => ({ id: task.id, uuid: task.uuid, description: task.description })),
    },
  });
}

function missing(text: string): BacklogError {
  const id = text.trim().replace(/^#(?=\d+$)/, '');
  return new BacklogError('not-found', `no task ${id}`, {
    hint: 'This queue never had it, or it was purged. See the tasks: task_list',
    data: { received: id, task: id },
  });
}
