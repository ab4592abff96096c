import { isObject } from '../../base/is-object.ts';
import { putOwn } from '../../base/own-property.ts';
import { type Meaning, plain } from '../reading/headings.ts';
import { bareWord, LOCAL_AT_WORK, LOCAL_STATUS } from '../reading/local-words.ts';
import { type DayOrder, looseDate, looseMoment, periodOf } from '../reading/loose-dates.ts';
import {
  FREE_WORDS,
  LOOSE,
  listWords,
  looseId,
  looseList,
  looseStatus,
  meansDone,
  plainState,
} from '../reading/loose-values.ts';
import type { ReadRows, SourceTask } from '../reading/row.ts';
import { type Blocking, namedRows, type RowNames } from './references.ts';

const DATES: ReadonlySet<string> = new Set(['due', 'scheduled', 'wait', 'until']);
const STAMPS: ReadonlySet<string> = new Set(['entry', 'modified', 'end']);

/** Checks whether a field contains a date. */
export function takesDate(field: string): boolean {
  return DATES.has(field) || STAMPS.has(field);
}

/** Facts about a whole table, collected before its rows are read. */
export interface ReadTable {
  kind: string;
  meant: ReadonlyMap<string, Meaning>;
  foreign: boolean;
  /** The names of all rows. */
  names: RowNames;
  /** Cells that name the rows that wait for theirs. */
  blocking: Blocking[];
  /** Columns with words separated by blanks. */
  blanks: ReadonlySet<string>;
  /** Columns of dates, or of a status, with at least one value that shows whether the day or the month comes first. */
  orders: ReadonlyMap<string, DayOrder>;
  reading: ReadRows;
}

/** Stores a value in its column's field. @returns false if the field can't have the value */
export function takeValue(
  row: SourceTask,
  { column, value, meaning: { to, rank } }: { column: string; value: unknown; meaning: Meaning },
  table: ReadTable,
): boolean {
  const { known, extra } = row;
  if (to === 'status')
    return takeStatus(row, { column, value, order: table.orders.get(column), closes: isResolution(table, column) });
  if (to === 'tags') {
    const words = listWords(value, table.blanks.has(column) || (rank === -1 && !table.foreign)).map((word) =>
      table.foreign ? word.replace(COLOUR, '') : word,
    );
    if (words.length === 0) return false;
    known.tags = [...new Set([...((known.tags as string[]) ?? []), ...words])];
    return true;
  }
  const isLoose = rank >= 0 || table.foreign;
  if (to === 'depends' && isLoose) {
    known.depends = [...new Set([...((known.depends as string[]) ?? []), ...namedRows(value, table.names)])];
    return true;
  }
  if (to === 'blocks') {
    table.blocking.push({ row, column, value, waiting: namedRows(value, table.names) });
    return true;
  }
  if (to === 'relations') return takeRelations(row, column, value, table);
  if (to === 'archived') return takeArchived(row, value);
  if (known[to] !== undefined) return false;
  if (DATES.has(to)) return takeDate(row, to, { column, value }, table);
  if (STAMPS.has(to) && isLoose) {
    const order = table.orders.get(column);
    const at = looseMoment(value, order);
    if (at !== undefined) known[to] = at;
    else noteZone(row, column, looseDate(value, order)?.zone);
    return at !== undefined;
  }
  if (to === 'parent' || to === 'url') {
    const name = to === 'parent' && isLoose ? namedRows(value, table.names)[0] : looseId(value);
    if (name) known[to] = name;
    return Boolean(name);
  }
  const isOwn = rank === -1 && !table.foreign && to !== 'priority' && to !== 'estimate';
  // A single person can be called `Brand, Mia`.
  const given = to === 'agent' && ONE_PERSON.has(table.kind) ? [value].flat() : value;
  const loose = isOwn ? { value } : (LOOSE[to]?.(given) ?? (LOOSE[to] ? undefined : { value }));
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

/** Tools in which a task has at most one assignee. */
const ONE_PERSON: ReadonlySet<string> = new Set(['jira', 'linear', 'asana', 'azure', 'todoist']);

/** Matches the colour that Trello's tables write after the name of a label. */
const COLOUR = / \((?:green|yellow|orange|red|purple|blue|sky|lime|pink|black)(?:_(?:dark|light))?\)$/;

/** Matches relations of tools to other rows: `Blocked by #12`, `{"type": "blocked_by", "issue": "WEB-12"}`. */
const WAITS = /^(?:is )?(?:blocked by|depends on|blockiert durch|bloqué par)\s*/i;
const HOLDS = /^(?:is )?(?:blocks|blocking|blockiert|bloque)\s*/i;

/** Reads the blockers in a cell of relations. @returns false if it has other relations, too */
function takeRelations(row: SourceTask, column: string, value: unknown, table: ReadTable): boolean {
  const all = (looseList(value) ?? listWords(value, false)).map((one) => {
    const { type, issue, direction } = isObject(one) ? one : { type: one, issue: undefined, direction: undefined };
    const word = String(type).replaceAll('_', ' ');
    const [same, other] = direction === 'incoming' ? [HOLDS, WAITS] : [WAITS, HOLDS];
    const named = (sign: RegExp) => (sign.test(word) ? namedRows(issue ?? word.replace(sign, ''), table.names) : []);
    return { waits: named(same), holds: named(other) };
  });
  const waits = all.flatMap((one) => one.waits);
  const waiting = all.flatMap((one) => one.holds);
  if (waits.length > 0) row.known.depends = [...new Set([...((row.known.depends as string[]) ?? []), ...waits])];
  if (waiting.length > 0) table.blocking.push({ row, column, value, waiting });
  return all.every((one) => one.waits.length + one.holds.length > 0);
}

/** Deletes an archived task unless its status or a tag says that it is done. @returns false if the value isn't yes or no */
function takeArchived({ known }: SourceTask, value: unknown): boolean {
  const read = typeof value === 'object' ? undefined : looseStatus(value);
  if (!read || read.word !== undefined || read.end !== undefined) return false;
  if (read.status === 'completed' && (known.status ?? 'pending') === 'pending')
    known.status = ((known.tags as string[] | undefined) ?? []).some(meansDone) ? 'completed' : 'deleted';
  return true;
}

function isPriority(value: unknown): boolean {
  return value === null || value === 'H' || value === 'M' || value === 'L';
}

/** Matches names of columns that always contain a status. In other columns, only common words count as a status. */
const STATUS_COLUMNS: ReadonlySet<string> = new Set(
  `status, state, state name, status name, stand, zustand, ${LOCAL_STATUS}`.split(', ').map(bareWord),
);
export const isStatusColumn = (column: string): boolean => STATUS_COLUMNS.has(plain(column));
const AT_WORK_ELSEWHERE: ReadonlySet<string> = new Set(LOCAL_AT_WORK.split(', ').map(bareWord));
const isAtWork = (word: string): boolean => AT_WORK.test(plainState(word)) || AT_WORK_ELSEWHERE.has(plainState(word));
const AT_WORK =
  /^(doing|in progress|in arbeit|in bearbeitung|in review|review|in test(ing)?|testing|qa|blocked|waiting|started|wip|(needs |awaiting )?triage)$/i;

/** Checks whether a column has Jira's resolution. An issue with any resolution is closed, whatever its team calls both. */
const isResolution = ({ kind }: ReadTable, column: string): boolean =>
  kind === 'jira' && bareWord(column).trim() === 'resolution';

function takeStatus(
  row: SourceTask,
  { column, value, order, closes }: { column: string; value: unknown; order: DayOrder; closes: boolean },
): boolean {
  const { known, extra } = row;
  const read = looseStatus(value);
  if (!read) return false;
  if (closes && read.status === 'pending' && read.word !== undefined) read.status = 'completed';
  const isSure = isStatusColumn(column);
  const says = read.status !== 'pending' || read.word === undefined || isSure || isAtWork(read.word);
  if (!says) return false;
  const weight = (status: unknown) => ['pending', 'recurring', 'completed', 'deleted'].indexOf(String(status));
  if (weight(read.status) > weight(known.status)) known.status = read.status;
  const end = read.end === undefined ? undefined : looseMoment(read.end, order);
  // The order of day and month, or the zone, can be unknown.
  const word = end === undefined ? (read.word ?? read.end) : read.word;
  if (word !== undefined && extra.status === undefined) extra.status = word;
  if (end !== undefined) known.end ??= end;
  return true;
}

/** Matches the midnight as which programs of others write a day, in the zone that they name with it. */
const MIDNIGHT = /T00:00(?::00)?(?:Z|[+-]\d\d:\d\d)?$/;

function takeDate(
  row: SourceTask,
  to: string,
  { column, value }: { column: string; value: unknown },
  table: ReadTable,
): boolean {
  const order = table.orders.get(column);
  const period = periodOf(value);
  const read = looseDate(period ? period[isEnd(to) ? 1 : 0] : value, order);
  if (read === undefined) return false;
  if (read.zone !== undefined) return noteZone(row, column, read.zone);
  if (/^(every!?|ev|jede[nrs]?)\s/i.test(read.text)) {
    row.warnings.push(
      `${column}: ${JSON.stringify(read.text)} repeats, which a table cannot say; it stays in extra (here: recur, due)`,
    );
    return false;
  }
  // Programs write a day as its midnight.
  row.known[to] = read.text.replace(table.foreign ? MIDNIGHT : /T00:00(?::00)?$/, '');
  return true;
}

/** Checks whether a field of dates takes the end of a period. */
function isEnd(field: string): boolean {
  return field === 'due' || field === 'until';
}

/**
 * Stores the other end of a period: the begin of a due period is its `scheduled`, unless another column has it.
 * @returns false if the other end is lost
 */
export function takeOtherEnd(row: SourceTask, to: string, value: unknown, order: DayOrder): boolean {
  const period = DATES.has(to) ? periodOf(value) : undefined;
  if (!period || row.known[to] === undefined) return true;
  const other = isEnd(to) ? 'scheduled' : 'due';
  const read = looseDate(period[isEnd(to) ? 0 : 1], order);
  if (row.known[other] !== undefined || read === undefined || read.zone !== undefined) return false;
  row.known[other] = read.text;
  return true;
}

/** Adds a warning about a date with an unknown zone, which stays in `extra`. */
function noteZone(row: SourceTask, column: string, zone: string | undefined): false {
  if (zone !== undefined)
    row.warnings.push(`${column}: ${JSON.stringify(zone)} is no time zone that is known; the date stays in extra`);
  return false;
}

/** Checks whether a state is a word that neither Backlog nor most teams have, such as `Live`. */
function isUnknownState(word: unknown): word is string {
  return typeof word === 'string' && !isAtWork(word) && !FREE_WORDS.has(plainState(word));
}

/**
 * Closes a task that has an end, unless its row has a status. Moves the end of an open task to `extra`, with a warning if
 * the status is unknown: it can be the name of an end, or of a task that was opened again. Removes the status word of a
 * closed task if the word means open.
 */
export function closeByEnd(row: SourceTask, saysStatus: boolean): void {
  const { known, extra, warnings } = row;
  const isOpen = (known.status ?? 'pending') === 'pending';
  if (known.end !== undefined && isOpen && !saysStatus) known.status = 'completed';
  else if (known.end !== undefined && isOpen) {
    if (isUnknownState(extra.status))
      warnings.push(
        `status: ${JSON.stringify(extra.status)} is no state that is known, so the task is open; its end stays in extra`,
      );
    extra.end = known.end;
    delete known.end;
  }
  if (known.status !== 'pending' && known.status !== undefined) {
    if (typeof extra.status === 'string' && looseStatus(extra.status)?.status === 'pending') delete extra.status;
  }
}
