import { groupedBy } from '../../../base/iterables.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { entryDay, wordsAtLastImport, wordsOfLine } from './moved-lines.ts';
import { rowOrigin } from './row-origin.ts';

/**
 * Identifies lines with equal words by their day of creation, if a line and its task have one: a task that repeats has a
 * done line and an open one, which move in the file or leave it. Other equal lines keep the identity of their order.
 * @param adopted the tasks of the file's list
 */
export function identifyEqualLines(rows: readonly TaskRow[], adopted: Iterable<Task>): void {
  const lines = rows.filter(({ byHand }) => byHand?.words === true);
  if (lines.every((row) => entryDay(row.known.entry) === undefined)) return;
  const known = groupedBy(adopted, (task) => withoutCount(task.source!.id, wordsAtLastImport(task)));
  for (const [words, equal] of groupedBy(lines, (row) => withoutCount(rowOrigin(row).id, wordsOfLine(row)))) {
    const tasks = new Map(known.get(words)?.map((task) => [task.source!.id, task]));
    const taken = new Set<string>();
    const take = (row: TaskRow, id: string) => {
      taken.add(id);
      row.known.source = { ...rowOrigin(row), id };
    };
    const others = equal.filter((row) => {
      const day = entryDay(row.known.entry);
      const [id] = [...tasks].find(([one, { entry }]) => !taken.has(one) && day !== undefined && entry === day) ?? [];
      if (id !== undefined) take(row, id);
      return id === undefined;
    });
    for (const row of others) {
      const isFree = (id: string) =>
        !taken.has(id) && (entryDay(row.known.entry) === undefined || entryDay(tasks.get(id)?.entry) === undefined);
      for (let n = 1; ; n++) {
        const id = n === 1 ? words : `${words} (${n})`;
        if (!isFree(id)) continue;
        take(row, id);
        break;
      }
    }
  }
}

/** Returns the id of a line without the number that tells it from lines with the same words. */
function withoutCount(id: string, words: string): string {
  const [count] = / \(\d+\)$/.exec(id) ?? [''];
  return count !== '' && !words.includes(count) ? id.slice(0, -count.length) : id;
}
