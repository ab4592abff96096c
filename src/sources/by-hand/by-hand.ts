import { createHash } from 'node:crypto';
import { isObject } from '../../base/is-object.ts';
import { onceEach } from '../../base/lazy.ts';
import { nearest } from '../../base/nearest.ts';
import { putOwn } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';
import { inTurns, type ProgressReport } from '../../base/progress.ts';
import { refuse } from '../../domain/errors.ts';
import { isNothing } from '../../domain/fields/nothing.ts';
import { BACKLOG, ROW_NAMES } from '../backlog.ts';
import { countField, rowOfColumns, spellOnce } from '../reading/columns.ts';
import { isOwnTable, type Meaning, meanings, plain } from '../reading/headings.ts';
import type { Located } from '../reading/json-file.ts';
import { type DayOrder, orderIn } from '../reading/loose-dates.ts';
import { looseId, outsideAuthorIn } from '../reading/loose-values.ts';
import type { ReadRows, SourceTask } from '../reading/row.ts';
import { blockOthers, namesIn } from './references.ts';
import { closeByEnd, isStatusColumn, type ReadTable, takeOtherEnd, takesDate, takeValue } from './take-value.ts';

/** Field of each column, from the caller. A column with an empty field is ignored. */
export type FieldMap = ReadonlyMap<string, string>;

/**
 * Reads rows that people wrote, or that tools wrote for people, with everyday names and values. Columns without a
 * matching field stay in `extra` and are counted. Rows of exports of Backlog stay unchanged.
 */
export async function readByHand(
  located: readonly Located[],
  {
    kind,
    map,
    title,
    progress,
  }: { kind: string; map: FieldMap; title?: string; progress?: ProgressReport | undefined },
): Promise<ReadRows> {
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), strict: true };
  const ownNames = onceEach((names: string) => isOwnTable(names.split('\n'), ROW_NAMES));
  const isOurs = ({ value }: Located) => hasUuid(value) && ownNames(Object.keys(value).join('\n'));
  const theirs = located.filter((one) => !isOurs(one) && one.problem === undefined);
  const columns = [...new Set(theirs.flatMap(({ value }) => Object.keys(value)))];
  if (map.size > 0) checkMap(map, [...new Set(located.flatMap(({ value }) => Object.keys(value)))]);
  const { meant, foreign } = meanings(columns, { own: ROW_NAMES, map });
  const valuesOf = (column: string) => theirs.map(({ value }) => value[column]);
  const of = (fields: (to: string) => boolean) => columns.filter((column) => fields(meant.get(column)?.to ?? ''));
  const table: ReadTable = {
    ...{ kind, meant, foreign, reading, names: namesIn(theirs, meant), blocking: [] },
    blanks: new Set(
      of((to) => to === 'tags').filter(
        (column) => column.toLowerCase() === 'tags' && !valuesOf(column).some((cell) => /[,;]/.test(String(cell))),
      ),
    ),
    orders: ordersIn(
      of((to) => takesDate(to) || to === 'status').map((column) => [column, orderIn(valuesOf(column))] as const),
    ),
  };
  if (table.foreign && title !== undefined) reading.title = title;
  for await (const [, one] of inTurns(located, { progress, what: 'reading rows' }))
    if (one.problem !== undefined && table.foreign)
      reading.rows.push({ ...rowOfColumns(one), byHand: { names: [], foreign: true } });
    else if (isOurs(one) || one.problem !== undefined)
      reading.rows.push({ ...rowOfColumns(one), ...BACKLOG.read(one.value) });
    else reading.rows.push(readRow(one, table));
  for (const { row, column, value } of blockOthers(table.blocking, reading.rows, reading.mapped))
    keep(row, column, value, table);
  identify(reading.rows);
  if (
    reading.rows.some(
      ({ byHand, known }) => byHand && (known.source as { kind?: string } | undefined)?.kind === 'github',
    )
  )
    reading.title = 'GitHub';
  const unknown = table.foreign ? [] : columns.filter((column) => !meant.has(column));
  reading.unknown = unknown.map((column) => ({ column, near: nearest(column, ROW_NAMES) }));
  return reading;
}

/** A program writes all dates of a table in one order. If the columns that show one agree, the others have it, too. */
function ordersIn(columns: readonly (readonly [string, DayOrder])[]): ReadTable['orders'] {
  const shown = new Set(columns.flatMap(([, order]) => order ?? []));
  const only = shown.size === 1 ? [...shown][0] : undefined;
  return new Map(columns.flatMap(([column, order = only]) => (order ? [[column, order] as const] : [])));
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

/** Completes rows whose columns already have Backlog's field names. `theirId` is the id of a row in its tool. */
export function handWritten(located: readonly Located[], kind: string): SourceTask[] {
  const rows = located.map((one): SourceTask => {
    const { held, hand, theirId, ...value } = one.value;
    const row: SourceTask = { ...rowOfColumns(one), ...BACKLOG.read(value) };
    if (typeof held === 'string') row.held = held;
    if (hasUuid(one.value) && !hand) return row;
    spellOnce(row, {}, { ...row.known });
    const { recurrence } = (one.value.extra ?? {}) as { recurrence?: string };
    if (recurrence !== undefined) row.warnings.push(repeats(recurrence));
    specAsDocument(row.known);
    if (hand) return row;
    const id = typeof theirId === 'string' && theirId.length <= 200 ? theirId : '';
    row.known.source = { kind, id };
    return { ...row, byHand: { names: id === '' ? [] : [id], foreign: false } };
  });
  identify(rows);
  return rows;
}

function hasUuid({ uuid }: Located['value']): boolean {
  return typeof uuid === 'string' && uuid !== '';
}

function readRow(located: Located, table: ReadTable): SourceTask {
  const row: SourceTask = { ...rowOfColumns(located), ...present({ author: outsideAuthorIn(located.value) }) };
  const { known, extra } = row;
  const ids: string[] = [];
  const entries = Object.entries(located.value)
    .filter(
      ([column, value]) =>
        !isNothing(value) && !(table.foreign && table.meant.get(column)?.to !== 'description' && isNothingWord(value)),
    )
    .sort(([a], [b]) => turnOf(table.meant.get(a)) - turnOf(table.meant.get(b)));
  for (const [column, value] of entries) {
    const meaning = table.meant.get(column);
    if (column === '__proto__')
      row.problems.push({ place: row.place, field: column, message: 'no field can have this name' });
    else if (meaning?.to === '') continue;
    else if (meaning?.to === 'id') takeId(ids, value, { row, column, table });
    else if (!meaning || meaning.to === 'extra' || !takeValue(row, { column, value, meaning }, table))
      keep(row, column, value, table);
    else if (column !== meaning.to && meaning.to !== 'blocks' && meaning.to !== 'relations')
      countField(table.reading.mapped, `${column} -> ${meaning.to}`);
  }
  for (const [column, value] of entries)
    if (!takeOtherEnd(row, table.meant.get(column)?.to ?? '', value, table.orders.get(column)))
      keep(row, column, value, table);
  const saysStatus = entries.some(([column]) => isStatusColumn(column));
  if (!saysStatus && entries.some(isWhole)) known.status ??= 'completed';
  closeByEnd(row, saysStatus);
  if (ids[0] !== undefined) known.id = ids[0];
  known.source ??= sourceOf(row, ids[0], table.kind);
  delete known.url;
  const { url } = known.source as { url?: string };
  const names = [url, known.description].flatMap((name) => (typeof name === 'string' ? [name] : []));
  row.byHand = { names: table.foreign ? ids.concat(names) : ids, foreign: table.foreign };
  spellOnce(row, {}, { ...known });
  specAsDocument(known);
  if (Object.keys(extra).length === 0) row.extra = {};
  return row;
}

/** Checks whether a cell says that all of a task is done: `100%`. */
const isWhole = ([column, value]: readonly [string, unknown]): boolean =>
  /^\s*100(?:[.,]0+)?\s*%?\s*$/.test(String(value)) && /^(?:%|percent) complete$/.test(plain(column));

/** Returns the turn of a column. Whether a task is archived comes last, because it depends on the status. */
function turnOf(meaning: Meaning | undefined): number {
  return meaning?.to === 'archived' ? Number.POSITIVE_INFINITY : (meaning?.rank ?? 0);
}

/** Converts the spec to a document, because a repeated import compares documents with the stored ones. */
function specAsDocument(known: SourceTask['known']): void {
  const { spec, docs } = known;
  if (typeof spec !== 'string') return;
  known.docs = { ...(isObject(docs) ? docs : {}), spec };
  delete known.spec;
}

/** Checks whether a cell is another program's word for no value. */
function isNothingWord(value: unknown): boolean {
  return typeof value === 'string' && /^\s*(?:null|nan|nat|nil|none|#?n\/a|[-–—]|\[\s*\]|\{\s*\})\s*$/i.test(value);
}

function keep(row: SourceTask, column: string, value: unknown, { reading }: ReadTable): void {
  putOwn(row.extra, column, value);
  countField(reading.mapped, `${column} -> extra`);
}

function takeId(
  ids: string[],
  value: unknown,
  { row, column, table }: { row: SourceTask; column: string; table: ReadTable },
): void {
  const id = looseId(value);
  if (!id || id.length > 200) return;
  if (ids.length > 0) keep(row, column, value, table);
  ids.push(id);
}

function repeats(words: string): string {
  return `${JSON.stringify(words)} repeats; it stays in extra, and recur with due makes it repeat here`;
}

const GITLAB = /^https?:\/\/[^/]+\/(.+?)\/-\/(?:issues|work_items)\/(\d+)$/;
const GITHUB = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/;

/** Returns the origin of a row: an issue on GitHub or GitLab if its URL is one, otherwise its id or URL. */
function sourceOf({ known }: SourceTask, id: string | undefined, kind: string): object {
  const url = typeof known.url === 'string' && /^https?:\/\//.test(known.url) ? known.url : undefined;
  const [, list, number] = GITHUB.exec(url ?? '') ?? [];
  if (list !== undefined) return { kind: 'github', list, id: number, url };
  const [, project, iid] = GITLAB.exec(url ?? '') ?? [];
  if (project !== undefined) return { kind: 'gitlab', list: project, id: iid, url };
  return { kind, id: id ?? url ?? '', ...present({ url }) };
}

/**
 * Gives an id to each row without one. The id is made from the row's text, its parents and its project. If several rows
 * have the same text, the later ones also get a number. An id of the file itself that occurs twice is reported later.
 */
function identify(rows: readonly SourceTask[]): void {
  const said = new Map<string, number>();
  const byRef = new Map(rows.flatMap((row) => (row.known.ref === undefined ? [] : [[row.known.ref, row] as const])));
  const wordsOfRow = (row: SourceTask, depth = 0): string => {
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
    const isReported = !row.byHand.words && row.place.file !== undefined;
    source.id = times === 1 || isReported ? id : `${id} (${times})`;
  }
}

function shortened(words: string): string {
  return words.length <= 150
    ? words
    : `${words.slice(0, 120)}~${createHash('sha1').update(words).digest('hex').slice(0, 12)}`;
}
