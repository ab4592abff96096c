import { rowOfColumns } from './reading/columns.ts';
import type { Located } from './reading/json-file.ts';
import type { Raw, ReadRows } from './reading/row.ts';
import type { TaskSource } from './source.ts';

/** Reads rows with Backlog's or Taskwarrior's field names. */
export function readingOf(located: readonly Located[], source: TaskSource): ReadRows {
  return {
    rows: located.map((one) => ({ ...rowOfColumns(one), ...source.read(one.value) })),
    left: [],
    mapped: new Map(),
    ...(source.strict ? { strict: true } : {}),
    ...(source.mayMiss ? { mayMiss: true } : {}),
  };
}

/** Gives rows from the arguments of a call their locations. */
export function locateRows(rows: readonly Raw[]): Located[] {
  return rows.map((value, index) => ({ place: { row: index + 1 }, value }));
}
