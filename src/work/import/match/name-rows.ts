import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { groupedBy } from '../../../base/iterables.ts';
import { onceEach } from '../../../base/lazy.ts';
import { rootOf } from '../../../domain/repository.ts';
import type { Task } from '../../../domain/task/task.ts';
import { canonicalId, type RowOrigin, type TaskRow } from '../../../sources/index.ts';
import { checkedOutIn } from '../../../store/index.ts';
import { type PathContext, readablePath } from '../../paths/allow-path.ts';
import type { Context } from '../../workspace/context.ts';
import { identifyEqualLines } from './equal-lines.ts';
import { isSaidBefore } from './imported-before.ts';
import { tasksBySource } from './link-rows.ts';
import { movedLines } from './moved-lines.ts';
import { sameWithNewIds } from './new-ids.ts';
import { sameInOtherTags } from './other-tags.ts';
import { readOrigin, rowKey, rowOrigin } from './row-origin.ts';
import { FILE_KINDS, originKey, type TaskOrigin } from './source-key.ts';
import { type ChosenList, checkoutName, chooseList, type SourceNames } from './source-lists.ts';

/** The facts that name a source. */
export type NamingContext = Pick<Context, 'queue'> & PathContext;

/** What names say about the rows of an import. */
export interface NamedRows extends Pick<ChosenList, 'adopted' | 'former'> {
  /** Names what is checked out where the source is. */
  checkout: string;
  /** The file's name, if it is the list of the rows, so that tasks of the list without a row have no line. */
  list: string | undefined;
}

/**
 * Stores the name of the list as the origin of each row. Without a list, uses the file's name, but only for rows whose
 * key could also occur in other files.
 * @param cut tasks whose lines have left other files
 */
export function nameRows(
  context: NamingContext,
  { rows, origin = {} }: { rows: readonly TaskRow[]; origin?: RowOrigin | undefined },
  cut: readonly Task[],
): NamedRows {
  const { said, file, sent } = origin;
  const located = file === undefined ? undefined : context.locate(file)[0];
  const checkout = checkoutName(located?.repo, located && checkedOutIn(located.root));
  const hand = rows.filter((row) => row.byHand && readOrigin(row));
  if (said !== undefined) for (const row of hand) setList(row, said);
  const local = said === undefined ? hand.filter(isLocal) : [];
  const nameOf = onceEach((list: string) => (isAbsolute(list) && hasFolder(list) ? fileName(context, list) : list));
  const isGone = onceEach((list: string) => isMissing(context, pathOfName(context.repositories, list)));
  const names = { file: file === undefined ? undefined : fileName(context, file), sent, nameOf, isGone };
  const { list, adopted, former } = local.length === 0 ? nothing() : chooseList(local, context.queue.all(), names);
  if (list !== undefined) for (const row of local) setList(row, list);
  identifyEqualLines(local, adopted.values());
  const moved = movedLines(local, adopted, cut);
  if (file !== undefined && names.file !== file) former.add(file);
  const present = tasksBySource(context.queue);
  const tagged = sameInOtherTags(rows, context.queue.all(), (key) => present(key) !== undefined);
  const numbered = new Map([...sameNumbers(rows, context.queue.all()), ...tagged]);
  const known = (key: string) =>
    (present(key) ?? adopted.get(key) ?? moved.get(key) ?? numbered.get(key)) !== undefined;
  const renumbered = [...moved, ...numbered, ...sameWithNewIds(rows, context.queue.all(), known)];
  if (said !== undefined) return { adopted: new Map([...renumbered, ...adopted]), former, checkout, list: undefined };
  const others = sameUnderOtherIds(hand, context.queue.all(), { known, names });
  const own = list !== undefined && list === names.file ? list : undefined;
  return { adopted: new Map([...renumbered, ...others, ...adopted]), former, checkout, list: own };
}

const nothing = (): ChosenList => ({ list: undefined, adopted: new Map<string, Task>(), former: new Set() });

/**
 * Finds the tasks of Backlog.md whose rows write their ids with or without zeros since: `TASK-7`, `TASK-07`. A task whose
 * id a row has as it is belongs to that row. @returns tasks by the key of their row
 */
function sameNumbers(rows: readonly TaskRow[], tasks: Iterable<Task>): Map<string, Task> {
  const own = rows.flatMap((row) => readOrigin(row) ?? []).filter(isNumbered);
  const found = new Map<string, Task>();
  if (own.length === 0) return found;
  const keys = new Set(own.map(originKey));
  const left = Array.from(tasks).filter(({ source }) => source && isNumbered(source) && !keys.has(originKey(source)));
  const byNumber = new Map(left.map((task) => [numberKey(task.source!), task]));
  for (const source of own) {
    const task = byNumber.get(numberKey(source));
    if (task) found.set(originKey(source), task);
    byNumber.delete(numberKey(source));
  }
  return found;
}

const isNumbered = ({ kind }: TaskOrigin): boolean => kind === 'backlog-md';

const numberKey = (source: TaskOrigin): string => originKey({ ...source, id: canonicalId(source.id, 'TASK') });

/** Kinds whose numbers the tool gives only once, so that its next export, which has another name, has the same tasks. */
const IDS_OF_TOOL: ReadonlySet<string> = new Set(['asana', 'azure', 'pivotal']);

/** Checks whether the id of a row could also occur in other files: a number such as 7 or 1.10, or the row's words. */
export function isLocal(row: TaskRow): boolean {
  const { kind, id, list } = rowOrigin(row);
  return (
    list === undefined &&
    !IDS_OF_TOOL.has(kind) &&
    (row.byHand?.words === true || /^T?\d[\d.]*[a-z]?( \(\d+\))?$/.test(id))
  );
}

function setList(row: TaskRow, list: string): void {
  row.known.source = { ...rowOrigin(row), list };
}

/**
 * Returns a name for a file that doesn't depend on the caller's folder or worktree: its repository, unless that is the
 * home repository, and its path there. A file outside of the workspace's repositories has its absolute path.
 */
export function fileName({ locate }: Pick<Context, 'locate'>, file: string): string {
  const [location] = locate(file);
  return location ? `${location.repo ? `${location.repo}:` : ''}${location.path}` : file;
}

/** Returns the path of a file by its name, as {@link fileName} made it. */
export function pathOfName(repositories: Context['repositories'], name: string): string {
  if (isAbsolute(name)) return name;
  const [, repo, path = name] = /^([\w.-]+):(.+)$/.exec(name) ?? [];
  return join(rootOf(repo, repositories) ?? '', path);
}

/**
 * Checks whether a file doesn't exist. A task can name any file as its list, so this is false for files that the caller
 * may not read. A web page may name no file at all, and learns about those in repositories only.
 */
function isMissing(context: NamingContext, file: string): boolean {
  const isPage = context.caller.door === 'web';
  const mayAsk = isPage ? context.locate(file).length > 0 : readablePath(file, context) !== undefined;
  return mayAsk && !existsSync(file);
}

function hasFolder(file: string): boolean {
  return existsSync(dirname(file));
}

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
function sameUnderOtherIds(
  rows: readonly TaskRow[],
  tasks: Iterable<Task>,
  { known, names }: { known(key: string): boolean; names: Pick<SourceNames, 'file' | 'sent' | 'isGone'> },
): Map<string, Task> {
  const found = new Map<string, Task>();
  const fresh = rows.filter((row) => !known(rowKey(row)));
  if (fresh.length === 0) return found;
  const keys = new Set(rows.map((row) => rowKey(row)));
  const others = Array.from(tasks).filter(({ source }) => source && !keys.has(originKey(source)));
  const lists = groupedBy(others, ({ source }) => JSON.stringify([source!.kind, source!.list ?? null]));
  for (const list of lists.values()) {
    const pairs = pairsOf(fresh, list, names).filter(([row]) => !found.has(rowKey(row)));
    const same = pairs.filter(([row, task]) => isSaidBefore(task, row.known.description)).length;
    if (same === 0 || same * 2 < pairs.length || same * 2 < Math.min(fresh.length, list.length)) continue;
    for (const [row, task] of pairs) {
      if (isBetter(task.source!, row)) row.known.source = originOfTask(task);
      found.set(rowKey(row), task);
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
  const isOtherKind = rows.some((row) => rowOrigin(row).kind !== source!.kind);
  const byId = new Map(tasks.map((task) => [task.source!.id, task]));
  if (isOtherKind) {
    const pairs = rows.flatMap((row): [TaskRow, Task][] => {
      const task = row.byHand?.words && !near ? undefined : byId.get(rowOrigin(row).id);
      return task ? [[row, task]] : [];
    });
    if (pairs.length > 0) return pairs;
  }
  if (!near) return [];
  // Equal words in the same kind of file with the same kind of ids are another line.
  const others = rows.filter((row) => styleOf(rowOrigin(row)) !== styleOf(source!));
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
  const other = rowOrigin(row);
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
