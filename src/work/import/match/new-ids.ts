import { groupedBy } from '../../../base/iterables.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isSaidBefore } from './imported-before.ts';
import { readOrigin, rowKey, rowOrigin } from './row-origin.ts';
import { originKey, type TaskOrigin } from './source-key.ts';

/** Maximum number of rows and of tasks with one time of creation. A tool that has more of them stores no time of each. */
const MOST_BORN = 200;

/**
 * Finds the tasks whose tool gave them another id since: a promoted draft of Backlog.md, a renamed prefix of beads, an
 * issue that moved. Such a row has the words and the time of creation of the only task of its list whose id is gone.
 * @param known checks whether a key already has a task
 * @returns tasks by the key of their row
 */
export function sameWithNewIds(
  rows: readonly TaskRow[],
  tasks: Iterable<Task>,
  known: (key: string) => boolean,
): Map<string, Task> {
  const found = new Map<string, Task>();
  const own = rows.filter(readOrigin);
  const fresh = own.filter((row) => row.known.entry !== undefined && !known(rowKey(row)));
  if (fresh.length === 0) return found;
  const keys = new Set(own.map(rowKey));
  const left = Array.from(tasks).filter(({ source }) => source && !keys.has(originKey(source)));
  const tasksAt = groupedBy(left, ({ source, entry }) => birth(source!, entry));
  for (const [at, born] of groupedBy(fresh, (row) => birth(rowOrigin(row), row.known.entry))) {
    const candidates = tasksAt.get(at) ?? [];
    if (born.length > MOST_BORN || candidates.length > MOST_BORN) continue;
    for (const row of born) {
      const isSame = (task: Task) => isSaidBefore(task, row.known.description);
      const [task, ...others] = candidates.filter(isSame);
      const isOnly = task && others.length === 0 && born.every((one) => one === row || !hasWords(one, row));
      if (isOnly) found.set(rowKey(row), task);
    }
  }
  return found;
}

const birth = ({ kind, list }: TaskOrigin, entry: unknown) => JSON.stringify([kind, list ?? null, entry]);

const hasWords = (one: TaskRow, row: TaskRow) => one.known.description === row.known.description;
