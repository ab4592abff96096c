import { BacklogError, refuse } from '../../domain/errors.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { isUuid, type Task } from '../../domain/task/task.ts';

/** Minimum length of a uuid prefix that identifies a task. */
export const PREFIX_MIN = 8;

/** Characters before a number that other programs write: `#12`, `TASK-12`, `task_012`. */
const FOREIGN = /^(?:#|task[-_]0*)(?=\d+$)/i;

const PREFIX = /^[0-9a-f]{8}[0-9a-f-]{0,27}$/;

/**
 * Finds the task for its number (`12`, `#12`), its uuid, or a unique uuid prefix of at least 8 characters. Accepts no
 * similar id, so that a mistyped id can't affect another task. Also finds an imported task by its id in the other tool.
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
  const imported = named === undefined || /^task[-_]/i.test(text.trim()) ? bySource(queue, text.trim()) : undefined;
  if (imported) return imported;
  if (!named)
    return refuse('usage', `"${text}" is not a task id`, {
      hint: `Give a number (12), a UUID, or at least ${PREFIX_MIN} characters of one. See them: task_list`,
      data: { expected: 'number, UUID or UUID prefix', received: text },
    });
  if (isUuid(named.text)) return queue.get(named.text) ?? missing(queue, text);
  const numbered = named.id === undefined ? undefined : queue.byId(named.id);
  return numbered ?? byPrefix(queue, named.text) ?? missing(queue, text);
}

/**
 * Parses a task id: a number, a uuid, or the beginning of a uuid. A number can also be the beginning of a uuid. Returns
 * undefined for other texts.
 */
export function oneId(text: string): { id?: number; text: string } | undefined {
  const id = text.trim().replace(FOREIGN, '').toLowerCase();
  if (/^\d{1,15}$/.test(id) && !(id.length >= PREFIX_MIN && id.startsWith('0'))) return { id: Number(id), text: id };
  return isUuid(id) || PREFIX.test(id) ? { text: id } : undefined;
}

/** Checks whether a text has the form of a task id. */
export function isReference(text: string): boolean {
  return oneId(text) !== undefined;
}

/**
 * Finds an imported task by its id in the other tool, such as `bd-a1b2` or `TASK-7`.
 * @throws BacklogError `ambiguous` if tools have the same id
 */
function bySource(queue: TaskQueue, text: string): Task | undefined {
  const id = text.toLowerCase();
  if (!/^[a-z][\w.]*[-_][\w.-]+$/.test(id)) return undefined;
  const [first, ...others] = [...queue.all()].filter(({ source }) => source?.id.toLowerCase() === id);
  return others.length === 0 ? first : severalFit(text, 'the id of', [first!, ...others]);
}

function byPrefix(queue: TaskQueue, prefix: string): Task | undefined {
  if (prefix.length < PREFIX_MIN) return undefined;
  const [first, ...others] = queue.byPrefix(prefix);
  if (others.length === 0) return first;
  return severalFit(prefix, 'the start of the UUIDs of', [first!, ...others]);
}

function severalFit(text: string, what: string, tasks: readonly Task[]): never {
  return refuse('ambiguous', `"${text}" is ${what} ${tasks.length} tasks`, {
    hint: `Give the number of one: ${tasks
      .slice(0, 5)
      .map(({ id }) => id)
      .join(', ')}${tasks.length > 5 ? ', …' : ''}`,
    data: { candidates: tasks.map(({ id, uuid, description }) => ({ id, uuid, description })) },
  });
}

function missing({ size }: TaskQueue, text: string): BacklogError {
  const id = text.trim().replace(/^#(?=\d+$)/, '');
  return new BacklogError('not-found', `no task ${id}${size === 0 ? ': the queue here has no tasks' : ''}`, {
    hint:
      size === 0
        ? 'Perhaps this is the wrong folder. See its queue: whoami'
        : 'This queue never had it, or it was purged. See the tasks: task_list',
    data: { received: id, task: id },
  });
}
