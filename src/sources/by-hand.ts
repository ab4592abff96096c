import { createHash } from 'node:crypto';
import { nearest } from '../base/nearest.ts';
import { putOwn } from '../base/own-property.ts';
import { present } from '../base/present.ts';
import { refuse } from '../domain/errors.ts';
import { BACKLOG, ROW_NAMES } from './backlog.ts';
import { countField, rowOfColumns } from './reading/columns.ts';
import { dayOrder, inDayOrder } from './reading/day-order.ts';
import { type Meaning, meanings } from './reading/headings.ts';
import type { Located } from './reading/json-file.ts';
import { isoDateText, LOOSE, listWords, looseMoment, looseStatus, looseText } from './reading/loose-values.ts';
import type { ReadRows, TaskRow } from './reading/row.ts';
import { spellOnce } from './reading/spell.ts';
import { isObject } from './reading/values.ts';

/** Column → field, as the caller defined it. An empty field drops the column. */
export type FieldMap = ReadonlyMap<string, string>;

const DATES: ReadonlySet<string> = new Set(['due', 'scheduled', 'wait', 'until']);
const STAMPS: ReadonlySet<string> = new Set(['entry', 'modified', 'end']);

/** Facts about a whole table, collected before its rows are read. */
interface Table {
  kind: string;
  meant: ReadonlyMap<string, Meaning>;
  foreign: boolean;
  /** Columns with words separated by blanks. */
  blanks: ReadonlySet<string>;
  /** Date columns in which some value shows whether the day or the month comes first. */
  orders: ReadonlyMap<string, 'day' | 'month'>;
  reading: ReadRows;
}

/**
 * Reads rows written by people, or by tools for people: column names and values are in everyday words. Columns that
 * match no field stay in `extra` and are counted. Rows with a uuid are from our own exports and are taken unchanged.
 */
export function readByHand(
  located: readonly Located[],
  { kind, map, title }: { kind: string; map: FieldMap; title?: string },
): ReadRows {
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), strict: true };
  const theirs = located.filter((one) => !isOurs(one) && one.problem === undefined);
  const columns = [...new Set(theirs.flatMap(({ value }) => Object.keys(value)))];
  checkMap(map, columns);
  const { meant, foreign } = meanings(columns, { own: ROW_NAMES, map });
  const valuesOf = (column: string) => theirs.map(({ value }) => value[column]);
  const of = (fields: (to: string) => boolean) => columns.filter((column) => fields(meant.get(column)?.to ?? ''));
  const table: Table = {
    ...{ kind, meant, foreign, reading },
    blanks: new Set(
      of((to) => to === 'tags').filter(
        (column) => column.toLowerCase() === 'tags' && !valuesOf(column).some((cell) => /[,;]/.test(String(cell))),
      ),
    ),
    orders: new Map(
      of((to) => DATES.has(to) || STAMPS.has(to)).flatMap((column) => {
        const order = dayOrder(valuesOf(column));
        return order ? [[column, order] as const] : [];
      }),
    ),
  };
  if (table.foreign && title !== undefined) reading.title = title;
  for (const one of located)
    reading.rows.push(
      isOurs(one) || one.problem !== undefined
        ? { ...rowOfColumns(one), ...BACKLOG.read(one.value) }
        : readRow(one, table),
    );
  identify(reading.rows);
  if (reading.rows.some(({ byHand, known }) => byHand && (known.source as { kind?: string }).kind === 'github'))
    reading.title = 'GitHub';
  const unknown = table.foreign ? [] : columns.filter((column) => !meant.has(column));
  reading.unknown = unknown.map((column) => ({ column, near: nearest(column, ROW_NAMES) }));
  return reading;
}

function checkMap(map: FieldMap, columns: readonly string[]): void {
  const names = new Set(columns.map((column) => column.trim().toLowerCase()));
  const wrong = [...map.keys()].find((name) => !names.has(name));
  if (wrong === undefined) return;
  const near = nearest(wrong, columns);
  refuse('usage', `map: expected one of the columns ${columns.join(', ')}, received ${JSON.stringify(wrong)}`, {
    ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    data: { field: 'map', received: wrong },
  });
}

/** Completes rows that a format has already parsed to our field names. */
export function handWritten(located: readonly Located[], kind: string): TaskRow[] {
  const rows = located.map((one): TaskRow => {
    const { held, ...value } = one.value;
    const row: TaskRow = { ...rowOfColumns(one), ...BACKLOG.read(value) };
    if (typeof held === 'string') row.held = held;
    if (isOurs(one)) return row;
    spellOnce(row, {}, { ...row.known });
    const { recurrence } = (one.value.extra ?? {}) as { recurrence?: string };
    if (recurrence !== undefined) row.warnings.push(repeats(recurrence));
    row.known.source = { kind, id: '' };
    specAsDocument(row.known);
    return { ...row, byHand: { names: [], foreign: false } };
  });
  identify(rows);
  return rows;
}

function isOurs({ value }: Located): boolean {
  return typeof value.uuid === 'string' && value.uuid !== '';
}

function readRow(located: Located, table: Table): TaskRow {
  const row = rowOfColumns(located);
  const { known, extra } = row;
  const ids: string[] = [];
  const entries = Object.entries(located.value)
    .filter(([, value]) => !isEmpty(value))
    .sort(([a], [b]) => (table.meant.get(a)?.rank ?? 0) - (table.meant.get(b)?.rank ?? 0));
  for (const [column, value] of entries) {
    const meaning = table.meant.get(column);
    if (column === '__proto__')
      row.problems.push({ place: row.place, field: column, message: 'no field can have this name' });
    else if (meaning?.to === '') continue;
    else if (meaning?.to === 'id') takeId(ids, value, { row, column });
    else if (!meaning || meaning.to === 'extra' || !take(row, { column, value, meaning }, table))
      keep(row, column, value, table);
    else if (column !== meaning.to) countField(table.reading.mapped, `${column} -> ${meaning.to}`);
  }
  settle(
    row,
    entries.some(([column]) => STATUS_COLUMN.test(column)),
  );
  if (ids[0] !== undefined) known.id = ids[0];
  known.source ??= sourceOf(row, ids[0], table.kind);
  delete known.url;
  const title = typeof known.description === 'string' ? [known.description] : [];
  row.byHand = { names: [...ids, ...(table.foreign ? title : [])], foreign: table.foreign };
  spellOnce(row, {}, { ...known });
  specAsDocument(known);
  if (Object.keys(extra).length === 0) row.extra = {};
  return row;
}

/** Turns the spec into a document, because a second import compares documents with the stored ones. */
function specAsDocument(known: TaskRow['known']): void {
  const { spec, docs } = known;
  if (typeof spec !== 'string') return;
  known.docs = { ...(isObject(docs) ? docs : {}), spec };
  delete known.spec;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

function keep(row: TaskRow, column: string, value: unknown, { reading }: Table): void {
  putOwn(row.extra, column, value);
  countField(reading.mapped, `${column} -> extra`);
}

function takeId(ids: string[], value: unknown, { row, column }: { row: TaskRow; column: string }): void {
  const id = looseText(value)
    ?.trim()
    .replace(/^#(?=\d)/, '');
  if (!id || id.length > 200) return;
  if (ids.length > 0) putOwn(row.extra, column, value);
  ids.push(id);
}

/** Stores a value in its column's field. Returns false if the field can't hold the value. */
function take(
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
    const name = looseText(value)
      ?.trim()
      .replace(/^#(?=\d)/, '');
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

/**
 * Columns with these names always hold a status. In other columns, only commonly understood words count as a status.
 */
const STATUS_COLUMN = /^\s*(status|state|stand|zustand)\s*$/i;
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

function repeats(words: string): string {
  return `${JSON.stringify(words)} repeats; it stays in extra, and recur with due makes it repeat here`;
}

/** Closes a task that has an end, unless its row has a status. Removes the end of an open task. */
function settle(row: TaskRow, saysStatus: boolean): void {
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

const GITHUB = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/;

function sourceOf({ known }: TaskRow, id: string | undefined, kind: string): object {
  const url = typeof known.url === 'string' && /^https?:\/\//.test(known.url) ? known.url : undefined;
  const [, list, number] = GITHUB.exec(url ?? '') ?? [];
  if (list !== undefined) return { kind: 'github', list, id: number, url };
  return { kind, id: id ?? url ?? '', ...present({ url }) };
}

/**
 * Identifies rows without an id by their text, their parents and their project. Later rows with the same text get a
 * number.
 */
function identify(rows: readonly TaskRow[]): void {
  const said = new Map<string, number>();
  const byRef = new Map(rows.flatMap((row) => (row.known.ref === undefined ? [] : [[row.known.ref, row] as const])));
  const wordsOfRow = (row: TaskRow, depth = 0): string => {
    const { description, project, parent } = row.known;
    const above = parent === undefined || depth > 20 ? undefined : byRef.get(parent);
    const own = String(description ?? '');
    return above ? `${wordsOfRow(above, depth + 1)} > ${own}` : `${project ? `${project}: ` : ''}${own}`;
  };
  for (const row of rows) {
    const source = row.known.source as { id: string; list?: string } | undefined;
    if (!row.byHand || !source) continue;
    const id = source.id === '' ? shortened(wordsOfRow(row)) : source.id;
    const key = JSON.stringify([source.list, id]);
    const times = (said.get(key) ?? 0) + 1;
    said.set(key, times);
    if (source.id === '') row.byHand.words = true;
    source.id = times === 1 ? id : `${id} (${times})`;
  }
}

function shortened(words: string): string {
  return words.length <= 150
    ? words
    : `${words.slice(0, 120)}~${createHash('sha1').update(words).digest('hex').slice(0, 12)}`;
}
