import { BacklogError, refuse } from '../../domain/errors.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { mayBeRef } from '../../domain/task/source-refs.ts';
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
  if (isWorded(text) || named === undefined) {
    const imported = byRef(queue, text);
    if (imported) return imported;
    if (mayBeRef(text) && queue.knowsRefsLike(text)) return missing(queue, text);
  }
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
 * Checks whether a text names a task: it has the form of a task id, or is an id of a tool from which tasks were imported.
 * An unknown id of such a tool (`TASK-99`) counts, too, so that it isn't taken for words to search.
 */
export function isTaskName(queue: TaskQueue, text: string): boolean {
  if (isReference(text)) return true;
  return mayBeRef(text) && (queue.byRef(text).size > 0 || (/\d/.test(text) && queue.knowsRefsLike(text)));
}

/**
 * Returns the uuids of the tasks that a word in a filter names: by their id in another tool, or in a form that other
 * programs write (`#12`, `TASK-12`). Returns none for any other word.
 */
export function tasksNamed(queue: TaskQueue, word: string): string[] {
  const imported = mayBeRef(word) ? [...queue.byRef(word)] : [];
  if (imported.length > 0) return imported;
  if (!FOREIGN.test(word.trim()) || (isWorded(word) && queue.knowsRefsLike(word))) return [];
  const task = queue.byId(oneId(word)?.id ?? 0);
  return task ? [task.uuid] : [];
}

/** Checks whether a text is a number in the form of another tool, such as `TASK-12`. The tool's own ids come first. */
function isWorded(text: string): boolean {
  return /^task[-_]/i.test(text.trim());
}

/**
 * Finds an imported task by its id in the other tool, such as `bd-a1b2`, `TASK-7` or `3.1`.
 * @throws BacklogError `ambiguous` if tools have the same id
 */
function byRef(queue: TaskQueue, text: string): Task | undefined {
  if (!mayBeRef(text)) return undefined;
  const [first, ...others] = Array.from(queue.byRef(text), (uuid) => queue.get(uuid)!);
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

/** Returns the imported tasks whose tool has this number for them, such as an issue of GitHub. Only a refusal looks at all tasks. */
function numberedElsewhere(queue: TaskQueue, id: string): Task[] {
  return /^\d+$/.test(id) ? [...queue.all()].filter(({ source, id: own }) => source?.id === id && own > 0) : [];
}

function missing(queue: TaskQueue, text: string): BacklogError {
  const { size } = queue;
  const id = text.trim().replace(/^#(?=\d+$)/, '');
  const [own, ...others] = numberedElsewhere(queue, id);
  if (own && others.length === 0)
    return new BacklogError('not-found', `no task ${id}, but ${own.source!.kind} has this number for task ${own.id}`, {
      hint: `See this task: task_info ${own.id}`,
      data: { received: id, task: id, nearest: String(own.id), answered: id },
    });
  return new BacklogError('not-found', `no task ${id}${size === 0 ? ': the queue here has no tasks' : ''}`, {
    hint:
      size === 0
        ? 'Perhaps this is the wrong folder. See its queue: `whoami`'
        : 'This queue never had it, or it was purged. See the tasks: task_list',
    data: { received: id, task: id },
  });
}
