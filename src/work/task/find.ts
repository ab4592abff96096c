import { BacklogError, refuse } from '../../domain/errors.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../domain/task/task.ts';

/** Shortest UUID prefix that names a task. */
export const PREFIX_MIN = 8;

const PREFIX = /^[0-9a-f]{8}[0-9a-f-]{0,27}$/;

/**
 * The one task that a text names: its number (`12`, `#12`), its UUID, or a unique prefix of 8 or more characters of it.
 * Nothing else is ever guessed, so that a stale or mistyped id can never act on another task.
 * @throws BacklogError `not-found`, `ambiguous`, or `usage` when the text is no id at all
 */
export function findTask(queue: TaskQueue, text: string): Task {
  const found = seekTask(queue, text);
  if (found instanceof BacklogError) throw found;
  return found;
}

/** As {@link findTask}; that there is none is its answer, as the error that says so. */
export function seekTask(queue: TaskQueue, text: string): Task | BacklogError {
  const named = oneId(text);
  if (!named)
    return refuse('usage', `"${text}" is not a task id`, {
      hint: `Give a number (12), a UUID, or at least ${PREFIX_MIN} characters of one. task_list shows them.`,
      data: { expected: 'number, UUID or UUID prefix', received: text },
    });
  if (isUuid(named.text)) return queue.get(named.text) ?? missing(text);
  const numbered = named.id === undefined ? undefined : queue.byId(named.id);
  return numbered ?? byPrefix(queue, named.text) ?? missing(text);
}

/** What a text may name: a task with this number, if it can be one, or whose UUID begins so. */
export function oneId(text: string): { id?: number; text: string } | undefined {
  const id = text
    .trim()
    .replace(/^#(?=\d+$)/, '')
    .toLowerCase();
  if (/^\d{1,15}$/.test(id) && !(id.length >= PREFIX_MIN && id.startsWith('0'))) return { id: Number(id), text: id };
  return isUuid(id) || PREFIX.test(id) ? { text: id } : undefined;
}

/** Is this how a task of the queue is named, whether it is there or not? */
export function isReference(text: string): boolean {
  const id = text.trim();
  return /^#?\d{1,15}$/.test(id) || PREFIX.test(id.toLowerCase());
}

function byPrefix(queue: TaskQueue, prefix: string): Task | undefined {
  if (prefix.length < PREFIX_MIN) return undefined;
  const [first, ...others] = queue.byPrefix(prefix);
  if (others.length === 0) return first;
  return refuse('ambiguous', `"${prefix}" begins the UUIDs of ${others.length + 1} tasks`, {
    hint: 'Give more characters, or the number.',
    data: {
      candidates: [first!, ...others].map((task) => ({ id: task.id, uuid: task.uuid, description: task.description })),
    },
  });
}

function missing(text: string): BacklogError {
  const id = text.trim().replace(/^#(?=\d+$)/, '');
  return new BacklogError('not-found', `no task ${id}`, {
    hint: 'It may have been purged, or belong to another workspace; task_list shows what is here.',
    data: { received: id, task: id },
  });
}
