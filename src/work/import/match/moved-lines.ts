import { groupedBy } from '../../../base/iterables.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isOld, readBase, said } from '../../merge/base.ts';
import { changedThere, valuesOfRow } from './imported-before.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

/**
 * Finds the tasks whose lines are elsewhere in the file since: below another task, or in another project. No other row
 * of the file has their words, and no other task of its list. Words that are there several times are compared below one
 * task. A closed task stays closed: a line that would reopen it is a new task, such as the next round of a checklist.
 * @param adopted the tasks of the file's list, by the keys of their lines
 * @returns tasks by the key of their row
 */
export function movedLines(rows: readonly TaskRow[], adopted: ReadonlyMap<string, Task>): Map<string, Task> {
  const found = new Map<string, Task>();
  const moved = rows.filter((row) => row.byHand?.words && !adopted.has(keyOf(row)));
  if (moved.length === 0 || adopted.size === 0) return found;
  const keys = new Set(rows.map(keyOf));
  const byRef = new Map(rows.map((row) => [row.known.ref, row]));
  const rowsOf = groupedBy(rows, wordsOf);
  const tasksOf = groupedBy(adopted, ([, task]) => wordsThere(task));
  for (const row of moved) {
    const above = row.known.parent === undefined ? undefined : byRef.get(row.known.parent);
    const parent = above && (adopted.get(keyOf(above)) ?? found.get(keyOf(above)));
    const same = onlyOr(rowsOf.get(wordsOf(row))!, (one) => one.known.parent === row.known.parent);
    const [key, task] = onlyOr(tasksOf.get(wordsOf(row)) ?? [], ([, one]) => one.parent === parent?.uuid) ?? [];
    if (!same || !task || keys.has(key!) || task.source!.gone || reopens(row, task)) continue;
    found.set(keyOf(row), task);
  }
  return found;
}

/** Returns the only thing, or the only one that fits. */
function onlyOr<Thing>(things: readonly Thing[], fits: (thing: Thing) => boolean): Thing | undefined {
  const [one, ...more] = things.length > 1 ? things.filter(fits) : things;
  return more.length > 0 ? undefined : one;
}

const wordsOf = ({ known }: TaskRow) => said('description', known.description);

/** Returns the words that the file had for a task at the last import, or those of the task. */
function wordsThere({ source, description }: Task): string {
  const { there } = readBase(source!.seen?.description);
  return there === '' || isOld(there) ? said('description', description) : there;
}

/** Checks whether a row would reopen a closed task. */
function reopens(row: TaskRow, task: Task): boolean {
  const { status } = row.known;
  const isClosed = status === 'completed' || status === 'deleted';
  return !isOpen(task) && !isClosed && changedThere('status', task.source!.seen ?? {}, valuesOfRow(row));
}

const keyOf = ({ known }: TaskRow) => originKey(known.source as TaskOrigin);
