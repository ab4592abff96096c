import { posix } from 'node:path';
import { groupedBy } from '../../../base/iterables.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isSaidBefore } from './imported-before.ts';
import { originKey, type TaskOrigin } from './source-key.ts';
import type { SourceNames } from './source-lists.ts';

/** Kinds of files. Their tasks may come again from another format. Other kinds are tools, whose ids are better. */
const FILE_KINDS: ReadonlySet<string> = new Set(['json', 'csv', 'markdown', 'org']);

/** Kinds whose list is the name of a file. In other kinds it is a repository, a tag or a project of a tool. */
const LISTED_BY_FILE: ReadonlySet<string> = new Set([
  ...FILE_KINDS,
  ...['todoist', 'ticktick', 'trello', 'linear', 'jira', 'asana', 'pivotal', 'clickup'],
]);

/**
 * Finds the tasks of rows that came under other ids or from another format before: issues of GitHub with and without
 * their addresses, a table that got ids since, a list that is now a table. Most rows must be the same. A row without an
 * id of its own gets the origin of its task.
 * @param known checks whether the origin of a row already has a task
 * @returns tasks by the key of their row
 */
export function sameUnderOtherIds(
  rows: readonly TaskRow[],
  tasks: Iterable<Task>,
  { known, names }: { known(key: string): boolean; names: Pick<SourceNames, 'file' | 'sent' | 'isGone'> },
): Map<string, Task> {
  const found = new Map<string, Task>();
  const fresh = rows.filter((row) => !known(originKey(originOf(row))));
  if (fresh.length === 0) return found;
  const keys = new Set(rows.map((row) => originKey(originOf(row))));
  const others = Array.from(tasks).filter(({ source }) => source && !keys.has(originKey(source)));
  const lists = groupedBy(others, ({ source }) => JSON.stringify([source!.kind, source!.list ?? null]));
  for (const list of lists.values()) {
    const pairs = pairsOf(fresh, list, names).filter(([row]) => !found.has(originKey(originOf(row))));
    const same = pairs.filter(([row, task]) => isSaidBefore(task, row.known.description)).length;
    if (same === 0 || same * 2 < pairs.length || same * 2 < Math.min(fresh.length, list.length)) continue;
    for (const [row, task] of pairs) {
      if (isBetter(task.source!, row)) row.known.source = originOfTask(task);
      found.set(originKey(originOf(row)), task);
    }
  }
  return found;
}

/** Pairs rows with tasks of equal ids in another kind of source, else with tasks of the same file by unique words. */
function pairsOf(
  rows: readonly TaskRow[],
  tasks: readonly Task[],
  names: Pick<SourceNames, 'file' | 'sent' | 'isGone'>,
): [TaskRow, Task][] {
  const { source } = tasks[0]!;
  const near = isNear(source!, names);
  const isOtherKind = rows.some((row) => originOf(row).kind !== source!.kind);
  const byId = new Map(tasks.map((task) => [task.source!.id, task]));
  if (isOtherKind) {
    const pairs = rows.flatMap((row): [TaskRow, Task][] => {
      const task = row.byHand?.words && !near ? undefined : byId.get(originOf(row).id);
      return task ? [[row, task]] : [];
    });
    if (pairs.length > 0) return pairs;
  }
  if (!near) return [];
  // Equal words in the same kind of file with the same kind of ids are another line.
  const others = rows.filter((row) => styleOf(originOf(row)) !== styleOf(source!));
  const [rowOf, taskOf] = [unique(others, wordsOfRow), unique(tasks, wordsOfTask)];
  return [...rowOf].flatMap(([words, row]): [TaskRow, Task][] => {
    const task = taskOf.get(words);
    return task ? [[row, task]] : [];
  });
}

/** Returns how a source identifies its tasks: by its own ids, by numbers or by words. */
function styleOf({ kind, list, id }: TaskOrigin): string {
  return `${kind} ${list === undefined ? 'ids' : /^\d+$/.test(id) ? 'numbers' : 'words'}`;
}

/** Checks whether a list can be the file of the rows: it has or had its name, or has the same one in another format. */
function isNear({ kind, list, was = [] }: TaskOrigin, { file, sent, isGone }: Parameters<typeof pairsOf>[2]): boolean {
  const name = file ?? sent;
  if (name === undefined || !LISTED_BY_FILE.has(kind)) return false;
  const stemOf = (path: string) => {
    const { dir, name: stem } = posix.parse(path);
    return posix.join(dir, stem).toLowerCase();
  };
  if (was.includes(name)) return true;
  return list !== undefined && (list === name || (stemOf(list) === stemOf(name) && list !== name) || isGone(list));
}

/** Checks whether the origin of a task is better than the one of its row: only the task has an id of its tool. */
function isBetter(origin: TaskOrigin, row: TaskRow): boolean {
  const other = originOf(row);
  if (!FILE_KINDS.has(other.kind)) return false;
  return !FILE_KINDS.has(origin.kind) || (origin.list === undefined && other.list !== undefined);
}

function originOfTask({ source }: Task): TaskOrigin {
  const { kind, list, id, url } = source!;
  return { kind, ...(list === undefined ? {} : { list }), id, ...(url === undefined ? {} : { url }) };
}

/** Returns the values whose key no other value has. */
function unique<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value> {
  const groups = groupedBy(values, keyOf);
  return new Map([...groups].flatMap(([key, [one, ...more]]) => (one && more.length === 0 ? [[key, one]] : [])));
}

const wordsOfRow = ({ known }: TaskRow) => JSON.stringify([known.project ?? '', String(known.description).trim()]);
const wordsOfTask = ({ project = '', description }: Task) => JSON.stringify([project, description]);
const originOf = ({ known }: TaskRow) => known.source as TaskOrigin;
