import { posix } from 'node:path';
import { textHash } from '../../../base/text-hash.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isSaidBefore } from './imported-before.ts';
import { rowOrigin } from './row-origin.ts';
import { originKey } from './source-key.ts';

/** The list of tasks that came from a source without a name, such as standard input. */
type ListName = string | undefined;

/** What is known about the names of sources. */
export interface SourceNames {
  /** The name of the file that is imported, see `fileName`; undefined for texts. */
  file?: string | undefined;
  /** The name of a file that a caller sent with its bytes. It tells nothing about the file's folder. */
  sent?: string | undefined;
  /** Returns today's name of a stored list: earlier versions stored absolute paths. */
  nameOf(list: string): string;
  /** Checks whether a list is the name of a file that no longer exists. */
  isGone(list: string): boolean;
}

/** The list of a source, and the tasks that belong to it under other names. */
export interface ChosenList {
  list: ListName;
  /** Tasks by the key that they have in this list. */
  adopted: ReadonlyMap<string, Task>;
  /** Earlier names of the list. */
  former: Set<string>;
}

/** Begins the name of a source whose folder is unknown. No path begins so. */
export const SOMEWHERE = '*/';

/**
 * Decides which list the rows of a source belong to. A file that moved, or that came by another door before, has another
 * name than its tasks. Then its content decides: the ids of its rows, and their descriptions.
 * @param rows rows whose ids could also occur in other sources
 */
export function chooseList(rows: readonly TaskRow[], tasks: Iterable<Task>, names: SourceNames): ChosenList {
  const { file, sent } = names;
  const lists = listsOf(rows, tasks);
  const name = file ?? (sent === undefined ? undefined : SOMEWHERE + posix.basename(sent));
  const own =
    file === undefined ? [] : [...lists.keys()].filter((list) => list !== undefined && names.nameOf(list) === file);
  if (own.length > 0) return adopting(file, [...movedFrom(file!, lists, names), ...own], lists);
  const found = bestList(rows, lists, names);
  if (found === undefined) return { list: unused(rows, name, lists), adopted: new Map(), former: new Set() };
  return adopting(file ?? found.list ?? name, [found.list], lists);
}

/**
 * Finds lists that had a file's name before, and whose present file doesn't exist where the file is: another worktree
 * has the file before it was moved.
 */
function movedFrom(file: string, lists: Lists, { isGone }: SourceNames): ListName[] {
  return [...lists].flatMap(([list, tasks]) =>
    list !== undefined && list !== file && isGone(list) && tasks.some(({ source }) => source!.was?.includes(file))
      ? [list]
      : [],
  );
}

type Lists = ReadonlyMap<ListName, readonly Task[]>;

/** Groups the tasks of the rows' kinds of source by their lists. */
function listsOf(rows: readonly TaskRow[], tasks: Iterable<Task>): Lists {
  const kinds = new Set(rows.map((row) => rowOrigin(row).kind));
  const lists = new Map<ListName, Task[]>();
  for (const task of tasks) {
    if (!task.source || !kinds.has(task.source.kind)) continue;
    const { list } = task.source;
    const known = lists.get(list);
    if (known) known.push(task);
    else lists.set(list, [task]);
  }
  return lists;
}

function adopting(list: ListName, from: readonly ListName[], lists: Lists): ChosenList {
  const adopted = new Map<string, Task>();
  const former = new Set<string>();
  for (const one of from)
    for (const task of lists.get(one)!) {
      for (const name of [one, ...(task.source!.was ?? [])]) if (name !== undefined && name !== list) former.add(name);
      adopted.set(originKey({ ...task.source!, list }), task);
    }
  return { list, adopted, former };
}

/** Finds the list whose tasks a source under a new name has. Undefined if there is none. */
function bestList(rows: readonly TaskRow[], lists: Lists, names: SourceNames): { list: ListName } | undefined {
  let best: { list: ListName; same: number } | undefined;
  for (const [list, tasks] of lists) {
    const near = nearness(list, names);
    if (near === 'other') continue;
    const { same, fits } = compared(rows, tasks, near === 'dated');
    const isMost = same * 2 >= Math.min(rows.length, tasks.length);
    if (fits && (near === 'same' || isMost) && same > (best?.same ?? 0)) best = { list, same };
  }
  return best;
}

/**
 * Compares the name of a list with the name of a source. `same` names can be the same file, if some rows are the same.
 * `perhaps` needs most rows, and `dated` most rows with the same time of their creation: a checklist of each week has
 * the same words, too.
 */
function nearness(list: ListName, { file, sent, isGone }: SourceNames): 'same' | 'perhaps' | 'dated' | 'other' {
  const name = file ?? sent;
  if (list === undefined || name === undefined) return 'perhaps';
  const isSameName = posix.basename(list) === posix.basename(name);
  if (file === undefined || list.startsWith(SOMEWHERE))
    return isSameName ? 'same' : file === undefined ? 'perhaps' : 'other';
  const [one, other] = [posix.parse(list), posix.parse(name)];
  if ((one.ext === other.ext || one.name === other.name) && isGone(list)) return 'perhaps';
  if (one.dir !== other.dir || one.ext !== other.ext) return 'other';
  const [first, second] = [one.name.replace(COPY, ''), other.name.replace(COPY, '')];
  if (first === second) return 'perhaps';
  return first.replace(DATE, '') === second.replace(DATE, '') ? 'dated' : 'other';
}

/** Matches what a browser adds to the name of a file that is there already: `issues (1).csv`. */
const COPY = / ?\(\d+\)$/;
/** Matches the date in the name of an export: `issues_2026-11-28.csv`. */
const DATE = /[ _-]*\d{4}-?\d\d-?\d\d(?:[T _-]*\d\d(?:[-_.]?\d\d){1,2})?/;

/** Counts the rows that a list has, with the same words. Equal numbers with other words are another source. */
function compared(rows: readonly TaskRow[], tasks: readonly Task[], isDated: boolean): { same: number; fits: boolean } {
  const byId = new Map(tasks.map((task) => [task.source!.id, task]));
  let [ids, same] = [0, 0];
  for (const row of rows) {
    const task = byId.get(rowOrigin(row).id);
    if (!task) continue;
    ids++;
    if (isDated && task.entry !== row.known.entry) continue;
    if (isSaidBefore(task, row.known.description)) same++;
  }
  return { same, fits: same > 0 && same * 2 >= ids };
}

/** Returns a name under which no task has an id of these rows, or the name itself if no other source has it. */
function unused(rows: readonly TaskRow[], name: ListName, lists: Lists): ListName {
  const ids = new Set(rows.map((row) => rowOrigin(row).id));
  const isTaken = (list: ListName) => (lists.get(list) ?? []).some(({ source }) => ids.has(source!.id));
  if (name !== undefined && !name.startsWith(SOMEWHERE)) return name;
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name ?? `${SOMEWHERE}text`} ${n}`;
    if (!isTaken(free)) return free;
  }
}

/** Returns a short name for what is checked out where a file is. A file elsewhere has the name of all such files. */
export function checkoutName(repo: string | undefined, checkedOut: string | undefined): string {
  return textHash(JSON.stringify([repo ?? '', checkedOut ?? '']));
}
