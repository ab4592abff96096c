import { groupedBy } from '../../../base/iterables.ts';
import { isClosed, isOpen, type Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isOld, readBase, said } from '../../merge/base.ts';
import { changedThere, valuesOfRow } from './imported-before.ts';
import { rowKey, rowOrigin } from './row-origin.ts';
import { originKey } from './source-key.ts';

/**
 * Finds the tasks whose lines are elsewhere since: below another task, in another project or in another file. No other row
 * of the file has their words, and no other task of its list. Words that are there several times are compared below one
 * task, and by the day of their creation. A row with an id has it in the other file, too. A closed task stays closed: a line that would reopen it is a new
 * task, such as the next round of a checklist.
 * @param adopted the tasks of the file's list, by the keys of their lines
 * @param cut tasks whose lines have left other files
 * @returns tasks by the key of their row
 */
export function movedLines(
  rows: readonly TaskRow[],
  adopted: ReadonlyMap<string, Task>,
  cut: readonly Task[],
): Map<string, Task> {
  const found = new Map<string, Task>();
  const moved = rows.filter((row) => row.byHand && !adopted.has(rowKey(row)));
  if (moved.length === 0 || adopted.size + cut.length === 0) return found;
  const keys = new Set(rows.map(rowKey));
  const byRef = new Map(rows.map((row) => [row.known.ref, row]));
  const rowsOf = groupedBy(rows, wordsOfLine);
  const own = new Set(adopted.values());
  const others = cut.filter((task) => !own.has(task)).map((task): [string, Task] => [originKey(task.source!), task]);
  const tasksOf = groupedBy([...adopted, ...others], ([, task]) => wordsAtLastImport(task));
  for (const row of moved) {
    const above = row.known.parent === undefined ? undefined : byRef.get(row.known.parent);
    const parent = above && (adopted.get(rowKey(above)) ?? found.get(rowKey(above)));
    const day = entryDay(row.known.entry);
    const isOfDay = (entry: unknown) => day === undefined || (entryDay(entry) ?? day) === day;
    const there = rowsOf.get(wordsOfLine(row))!.filter(({ known }) => isOfDay(known.entry));
    const here = (tasksOf.get(wordsOfLine(row)) ?? []).filter(
      ([, task]) => isOfDay(task.entry) && (row.byHand!.words || isSameId(row, task)),
    );
    const isOnly = there.length === 1 && here.length === 1;
    const same = isOnly ? there : there.filter((one) => one.known.parent === row.known.parent);
    const isBelow = ({ parent: its }: Task) =>
      above ? parent !== undefined && its === parent.uuid : its === undefined;
    const fits = isOnly ? here : here.filter(([, one]) => isBelow(one));
    if (same.length !== 1 || fits.length !== 1) continue;
    const [key, task] = fits[0]!;
    if (keys.has(key) || reopens(row, task)) continue;
    if ((task.source!.gone || !own.has(task)) && !isOpen(task) && !isClosed(row.known))
      row.warnings.push(
        `its line was elsewhere, as that of task ${task.id}, which is closed and stays so; with other words it is a new task`,
      );
    found.set(rowKey(row), task);
  }
  return found;
}

/** Returns the time of creation that a file gives as a day. */
export const entryDay = (time: unknown): string | undefined =>
  typeof time === 'string' && time.endsWith('T00:00:00Z') ? time : undefined;

export const wordsOfLine = ({ known }: TaskRow) => said('description', known.description);

/** Returns the words that the file had for a task at the last import, or those of the task. */
export function wordsAtLastImport({ source, description }: Task): string {
  const { there } = readBase(source!.seen?.description);
  return there === '' || isOld(there) ? said('description', description) : there;
}

/** Checks whether a row with an id of its own has that of a task in another list. */
const isSameId = (row: TaskRow, { source }: Task): boolean => {
  const { id, list } = rowOrigin(row);
  return source!.id === id && source!.list !== list;
};

/** Checks whether a row would reopen a closed task. */
function reopens(row: TaskRow, task: Task): boolean {
  return !isOpen(task) && !isClosed(row.known) && changedThere('status', task.source!.seen ?? {}, valuesOfRow(row));
}
