import { isOwn, translate } from './taskwarrior.ts';

/** One imported task, its own fields told apart from those nobody knows; values are as they came. */
export interface Row {
  /** From 1. */
  number: number;
  known: Record<string, unknown>;
  /** Fields of other tools: kept with the task and given back on export. */
  extra: Record<string, unknown>;
}

/** Derived, so that an export may hold them and an import leaves them out. */
const IGNORED = new Set(['state']);

/** Sorts the fields of a row; Taskwarrior's spellings become ours. `fields` are the names that an import knows. */
export function readRow(raw: Record<string, unknown>, number: number, fields: readonly string[]): Row {
  const names = new Set(fields);
  const row: Row = { number, known: {}, extra: {} };
  const { recur, ...translated } = translate(raw);
  // An instance repeats no more: its template does.
  const kept = translated.template === undefined && recur !== undefined ? { ...translated, recur } : translated;
  for (const [name, value] of Object.entries(kept)) {
    if (IGNORED.has(name) || isOwn(name) || value === null || value === undefined) continue;
    (names.has(name) ? row.known : row.extra)[name] = value;
  }
  return row;
}
