import { putOwn } from '../../base/own-property.ts';
import { inDayOrder } from '../reading/day-order.ts';
import type { Meaning } from '../reading/headings.ts';
import { isoDateText, LOOSE, listWords, looseId, looseMoment, looseStatus } from '../reading/loose-values.ts';
import type { ReadRows, TaskRow } from '../reading/row.ts';

const DATES: ReadonlySet<string> = new Set(['due', 'scheduled', 'wait', 'until']);
const STAMPS: ReadonlySet<string> = new Set(['entry', 'modified', 'end']);

/** Checks whether a field contains a date. */
export function isDateField(field: string): boolean {
  return DATES.has(field) || STAMPS.has(field);
}

/** Facts about a whole table, collected before its rows are read. */
export interface Table {
  kind: string;
  meant: ReadonlyMap<string, Meaning>;
  foreign: boolean;
  /** Columns with words separated by blanks. */
  blanks: ReadonlySet<string>;
  /** Date columns with at least one value that shows whether the day or the month comes first. */
  orders: ReadonlyMap<string, 'day' | 'month'>;
  reading: ReadRows;
}

/** Stores a value in its column's field. @returns false if the field can't have the value */
export function takeValue(
  row: TaskRow,
  { column, value, meaning: { to, rank } }: { column: string; value: unknown; meaning: Meaning },
  table: Table,
): boolean {
  const { known, extra } = row;
  if (to === 'status') return takeStatus(row, column, value);
  if (to === 'tags') {
    const words = listWords(value, table.blanks.has(column) || (rank === -1 && !table.foreign));
    if (words.length === 0) return false;
    known.tags = [...new Set([...((known.tags as string[]) ?? []), ...words])];
    return true;
  }
  if (to === 'depends' && !Array.isArray(value) && (rank >= 0 || table.foreign)) value = listWords(value, false);
  if (known[to] !== undefined) return false;
  if (DATES.has(to)) return takeDate(row, to, { column, value, order: table.orders.get(column) });
  if (STAMPS.has(to) && (rank >= 0 || table.foreign)) {
    const at = looseMoment(inDayOrder(value, table.orders.get(column)));
    if (at !== undefined) known[to] = at;
    return at !== undefined;
  }
  if (to === 'parent' || to === 'url') {
    const name = looseId(value);
    if (name) known[to] = name;
    return Boolean(name);
  }
  const isOwn = rank === -1 && !table.foreign && to !== 'priority' && to !== 'estimate';
  const loose = isOwn ? { value } : (LOOSE[to]?.(value) ?? (LOOSE[to] ? undefined : { value }));
  if (!loose) return false;
  if (to === 'priority' && table.foreign && !isPriority(loose.value)) {
    row.warnings.push(`${column}: ${JSON.stringify(value)} is no priority that is known, and stays in extra`);
    return false;
  }
  if (loose.value === null) return true;
  known[to] = loose.value;
  if ('whole' in loose) putOwn(extra, column, value);
  return true;
}

function isPriority(value: unknown): boolean {
  return value === null || value === 'H' || value === 'M' || value === 'L';
}

/** Matches names of columns that always contain a status. In other columns, only common words count as a status. */
export const STATUS_COLUMN = /^\s*(status|state|stand|zustand)\s*$/i;
const AT_WORK =
  /^(doing|in progress|in arbeit|in bearbeitung|in review|review|in test(ing)?|testing|qa|blocked|waiting|started|wip)$/i;

function takeStatus(row: TaskRow, column: string, value: unknown): boolean {
  const { known, extra } = row;
  const read = looseStatus(value);
  if (!read) return false;
  const isSure = STATUS_COLUMN.test(column);
  const says =
    read.status !== 'pending' || read.word === undefined || isSure || AT_WORK.test(read.word.replaceAll('_', ' '));
  if (!says) return false;
  const weight = (status: unknown) => ['pending', 'recurring', 'completed', 'deleted'].indexOf(String(status));
  if (weight(read.status) > weight(known.status)) known.status = read.status;
  if (read.word !== undefined && extra.status === undefined) extra.status = read.word;
  const end = read.end === undefined ? undefined : looseMoment(read.end);
  if (end !== undefined) known.end ??= end;
  return true;
}

function takeDate(
  row: TaskRow,
  to: string,
  { column, value, order }: { column: string; value: unknown; order: 'day' | 'month' | undefined },
): boolean {
  const written = isoDateText(inDayOrder(value, order));
  if (typeof written !== 'string') return false;
  if (/^(every!?|ev|jede[nrs]?)\s/i.test(written)) {
    row.warnings.push(
      `${column}: ${JSON.stringify(written)} repeats, which a table cannot say; it stays in extra (here: recur, due)`,
    );
    return false;
  }
  row.known[to] = written;
  return true;
}

/**
 * Closes a task that has an end, unless its row has a status. Moves the end of an open task to `extra`. Removes the
 * status word of a closed task if the word means open.
 */
export function closeByEnd(row: TaskRow, saysStatus: boolean): void {
  const { known } = row;
  if (known.end !== undefined && !saysStatus && (known.status ?? 'pending') === 'pending') known.status = 'completed';
  if ((known.status ?? 'pending') === 'pending' && known.end !== undefined) {
    row.extra.end = known.end;
    delete known.end;
  }
  if (known.status !== 'pending' && known.status !== undefined) {
    const { status } = row.extra;
    if (typeof status === 'string' && looseStatus(status)?.status === 'pending') delete row.extra.status;
  }
}
