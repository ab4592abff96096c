import { groupedBy } from '../../../base/iterables.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isSaidBefore } from './imported-before.ts';
import { readOrigin, rowKey, rowOrigin } from './row-origin.ts';
import { originKey } from './source-key.ts';

/** Kinds whose lists are tags of one file. A person renames a tag, and moves tasks to another one, with their ids. */
const TAGGED: ReadonlySet<string> = new Set(['task-master']);

/**
 * Finds the tasks whose tag was renamed, or that were moved to another tag. Such a row has the id and the words of a task
 * whose row is gone. In a renamed tag, most rows do, and the id is enough for the others. A tag that the file doesn't
 * have could be one of another file, unless most of its tasks are in this one.
 * @param known checks whether a key already has a task
 * @returns tasks by the key of their row
 */
export function sameInOtherTags(
  rows: readonly TaskRow[],
  tasks: Iterable<Task>,
  known: (key: string) => boolean,
): Map<string, Task> {
  const found = new Map<string, Task>();
  const own = rows.filter((row) => TAGGED.has(readOrigin(row)?.kind ?? ''));
  const fresh = groupedBy(
    own.filter((row) => !known(rowKey(row))),
    (row) => rowOrigin(row).list,
  );
  if (fresh.size === 0) return found;
  const keys = new Set(own.map(rowKey));
  const tags = new Set(own.map((row) => rowOrigin(row).list));
  const left = Array.from(tasks).filter(
    ({ source }) => source && TAGGED.has(source.kind) && !keys.has(originKey(source)),
  );
  for (const [tag, gone] of groupedBy(left, ({ source }) => source!.list)) {
    const byId = new Map(gone.map((task) => [task.source!.id, task]));
    const pairs = [...fresh.values()].map((theirs) =>
      theirs.flatMap((row): [TaskRow, Task][] => {
        const task = byId.get(rowOrigin(row).id);
        return task && !found.has(rowKey(row)) ? [[row, task]] : [];
      }),
    );
    const same = pairs.map((those) => those.filter(([row, task]) => isSaidBefore(task, row.known.description)));
    const isGone = !tags.has(tag);
    if (isGone && same.flat().length * 2 < gone.length) continue;
    for (const [at, those] of pairs.entries()) {
      const isRenamed = isGone && same[at]!.length * 2 >= those.length;
      for (const [row, task] of isRenamed ? those : same[at]!) {
        // A task has one row, also if two tags have its words.
        if (byId.delete(rowOrigin(row).id)) found.set(rowKey(row), task);
      }
    }
  }
  return found;
}
