import { onceEach } from '../../base/lazy.ts';
import { refuse } from '../../domain/errors.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { ROW_NAMES } from '../backlog.ts';
import { handWritten, readByHand } from '../by-hand/by-hand.ts';
import { takesDate } from '../by-hand/take-value.ts';
import { isOwnTable, meanings, OWN_COLUMNS } from '../reading/headings.ts';
import type { SourceTask } from '../reading/row.ts';
import { FILE_FIELDS, type FileEdits, type FileTask, type OpenFile } from '../source.ts';
import { dateWriter, unclearDates } from './csv-dates.ts';
import { resolveNames } from './csv-names.ts';
import { type CsvRecord, recordsOf, written } from './csv-records.ts';
import { delimiterOf, firstLine, headerAt, type Reading, rowsBelow, SEPARATOR_LINE } from './csv-table.ts';
import { cellOf, guardedCell } from './csv-text.ts';
import { glueOf, wordKey, wordsOfValues } from './csv-words.ts';
import { isMonday } from './monday.ts';

/** The columns of a new file. */
const NEW = 'description,status,project,priority,tags,due,spec,uuid\r\n';

const UUID = 'uuid';

/** Opens a table for a synchronisation. A column `uuid`, which is added if there is none, names the tasks. */
export async function openTable(given: string, reading: Reading & { ids: Map<string, string> }): Promise<OpenFile> {
  const text = given.trim() === '' ? NEW : given;
  const from = SEPARATOR_LINE.exec(text)?.[0].length ?? 0;
  const delimiter = delimiterOf(firstLine(text));
  const records = recordsOf(text, { from, delimiter, file: reading.file });
  const lines = records.map(({ cells, lines }) => ({ record: cells.map((cell) => cell.text), info: { lines } }));
  const at = headerAt(lines, reading);
  const header = (lines[at]?.record ?? []).map((name) => name.trim());
  if (isMonday(header)) refuseGroups(reading.file);
  const names = header.map((name) => name.toLowerCase());
  // A uuid makes no export of Backlog of another table, whose columns keep their meaning.
  const isOurs = isOwnTable(header, reading.own) && OWN_COLUMNS.every((name) => names.includes(name));
  const uuidAt = names.indexOf(UUID);
  const isKept = (_: unknown, index: number) => isOurs || index !== uuidAt;
  const { located } = rowsBelow(
    lines.map((line) => ({
      ...line,
      record: line.record.filter(isKept),
      marked: Boolean(line.record[uuidAt]?.trim()),
    })),
    { reading, skipped: from > 0 ? 1 : 0 },
  );
  const byHand = async () =>
    located.length > 0 ? (await readByHand(located, { kind: 'csv', map: reading.map })).rows : [];
  const rows = isOurs ? handWritten(located, 'csv') : await byHand();
  const own = located.map(({ place }) => records[at + place.row]!);
  for (const [i, row] of rows.entries()) if (!isOurs) named(row, own[i]!.cells[uuidAt]?.text.trim());
  const { meant, foreign } = meanings(header.filter(isKept), { own: ROW_NAMES, map: reading.map });
  if (!isOurs) resolveNames(rows, { ids: reading.ids, foreign });
  const columns = Object.fromEntries(
    header.filter(isKept).map((name) => [name, isOurs ? name.toLowerCase() : (meant.get(name)?.to ?? '')]),
  );
  const places = placesOf(header, columns, meant);
  const table: Table = { text, delimiter, records, at, own, rows, places, uuidAt, isOurs, ids: reading.ids };
  return { rows, columns, fields: [...places.keys()], edit: (edits) => editTable(table, edits) };
}

function refuseGroups(file: string): never {
  return refuse('usage', `${file} is a table of Monday, whose groups can't be kept in step`, {
    hint: 'Import it once: `backlog import FILE`',
    data: { file },
  });
}

/** Takes the uuid of a row, by which its task is known from then on. */
function named(row: SourceTask, uuid: string | undefined): void {
  if (!uuid) return;
  row.known.uuid = uuid;
  delete row.known.source;
  delete row.byHand;
}

interface Table {
  text: string;
  delimiter: string;
  records: readonly CsvRecord[];
  /** Position of the header. */
  at: number;
  /** The record of each row. */
  own: readonly CsvRecord[];
  rows: readonly SourceTask[];
  /** The columns of each field, the one that counts first. */
  places: ReadonlyMap<string, readonly number[]>;
  uuidAt: number;
  isOurs: boolean;
  /** uuids by ids of rows, also of those that are gone. */
  ids: ReadonlyMap<string, string>;
}

/** Finds the columns of the fields that a table can store. */
function placesOf(
  header: readonly string[],
  columns: Readonly<Record<string, string>>,
  meant: ReadonlyMap<string, { rank: number }>,
): Map<string, number[]> {
  const rankOf = (index: number) => meant.get(header[index]!)?.rank ?? 0;
  const places = new Map<string, number[]>();
  for (const [index, name] of header.entries()) {
    const field = Object.hasOwn(columns, name) ? columns[name]! : '';
    // A scope is JSON, which only its own column has.
    if (!FILE_FIELDS.includes(field) || (field === 'scope' && name !== 'scope')) continue;
    places.set(field, [...(places.get(field) ?? []), index]);
  }
  for (const all of places.values()) all.sort((a, b) => rankOf(a) - rankOf(b));
  return places;
}

function editTable(table: Table, { rows: edits, added }: FileEdits): string {
  const { text, delimiter, records, at, own, rows, uuidAt, isOurs } = table;
  const last = records[at]!.cells.length;
  const uuidColumn = uuidAt < 0 ? last : uuidAt;
  const words = wordsOfValues(table);
  const nameOf = namesOf(table, edits);
  const formAt = onceEach((column: number) => {
    const cells = own.map((record) => textAt(record, column));
    return { glue: glueOf(cells), date: dateWriter(cells) };
  });
  const isMarking = added.length > 0 || [...edits.values()].some(({ mark }) => mark !== undefined);
  const changes = new Map<CsvRecord, Map<number, string>>();
  if (uuidAt < 0 && isMarking) changes.set(records[at]!, new Map([[last, UUID]]));
  const removed = new Set<CsvRecord>();
  for (const [i, { mark, task, fields = [], remove }] of edits) {
    if (remove) removed.add(own[i]!);
    const unknown = isOurs ? {} : rows[i]!.extra;
    const cells = task ? cellsOf(table, task, { fields, words, nameOf, formAt, unknown }) : new Map<number, string>();
    if (mark !== undefined && !(isOurs && rows[i]!.known.uuid === mark)) cells.set(uuidColumn, mark);
    changes.set(own[i]!, cells);
  }
  const made = added.map((task) => {
    const cells = cellsOf(table, task, { fields: [...table.places.keys()], words, nameOf, formAt });
    return cells.set(uuidColumn, task.uuid);
  });
  const next = isOurs ? { changes, fresh: made } : withOrders(table, { changes, removed, fresh: made });
  const eol = text.includes('\r\n') || !text.includes('\n') ? '\r\n' : '\n';
  const kept = records.filter((record) => !removed.has(record));
  const body = kept.map((record) => written(text, record, { cells: next.changes.get(record), delimiter })).join('');
  const lines = next.fresh.map((row) => {
    const width = Math.max(uuidColumn + 1, last);
    return Array.from({ length: width }, (_, i) => quotedFor(row.get(i) ?? '', delimiter)).join(delimiter) + eol;
  });
  const head = text.slice(0, records[0]!.from);
  const glue = lines.length > 0 && body !== '' && !/[\r\n]$/.test(body) ? eol : '';
  return head + body + glue + lines.join('');
}

const textAt = ({ cells }: CsvRecord, column: number): string => cells[column]?.text ?? '';

/** New cells of a table, by column: of its records, and of new rows. */
interface NewCells {
  changes: ReadonlyMap<CsvRecord, ReadonlyMap<number, string>>;
  fresh: readonly ReadonlyMap<number, string>[];
}

/** Adds cells that rewrite dates whose order of day and month would no longer be known after the changes. */
function withOrders(
  { own, places }: Table,
  { changes, removed, fresh }: NewCells & { removed: ReadonlySet<CsvRecord> },
): NewCells {
  const kept = own.filter((record) => !removed.has(record));
  const rows = [
    ...kept.map((record) => ({ record, cells: changes.get(record) })),
    ...fresh.map((cells) => ({ cells })),
  ];
  const next = rows.map(({ cells }) => new Map(cells));
  for (const [field, columns] of places)
    for (const column of takesDate(field) || field === 'status' ? columns : []) {
      const before = own.map((record) => textAt(record, column));
      const after = rows.map((row) => row.cells?.get(column) ?? ('record' in row ? textAt(row.record, column) : ''));
      for (const [i, cell] of unclearDates(before, after)) next[i]!.set(column, cell);
    }
  return {
    changes: new Map([...changes, ...kept.map((record, i) => [record, next[i]!] as const)]),
    fresh: next.slice(kept.length),
  };
}

const quotedFor = (cell: string, delimiter: string) =>
  written('', undefined, { cells: new Map([[0, cell]]), delimiter });

interface ColumnForm {
  /** The sign between words. */
  glue: string;
  date(value: string): string;
}

interface Writing {
  fields: readonly string[];
  words: ReadonlyMap<string, string>;
  nameOf(uuid: string): string;
  /** How the cells of a column are written. */
  formAt(column: number): ColumnForm;
  /** Names of tasks in the row's cell that neither file nor queue has. They stay. */
  unknown?: { depends?: readonly string[]; parent?: string };
}

/** Returns the cells of fields of a task, by column. A further column of the same field is cleared. */
function cellsOf({ places, isOurs }: Table, task: Partial<FileTask>, writing: Writing): Map<number, string> {
  const cells = new Map<number, string>();
  for (const field of writing.fields) {
    const [first, ...others] = places.get(field) ?? [];
    if (first === undefined) continue;
    cells.set(first, isOurs ? ownCell(field, task) : handCell(field, task, { ...writing, ...writing.formAt(first) }));
    if (field === 'tags') for (const column of others) cells.set(column, '');
  }
  return cells;
}

const fieldOf = (field: string, task: Partial<FileTask>): unknown =>
  field === 'spec' ? task.docs?.spec : new Map<string, unknown>(Object.entries(task)).get(field);

function ownCell(field: string, task: Partial<FileTask>): string {
  const value = fieldOf(field, task);
  return cellOf(field, field === 'acceptance' ? (value as { text: string }[] | undefined)?.map(criterionLine) : value);
}

/** Writes a value as people do: in the file's own word for it, if another row has one. */
function handCell(
  field: string,
  task: Partial<FileTask>,
  { words, nameOf, glue, date, unknown: { depends = [], parent = '' } = {} }: Writing & ColumnForm,
): string {
  const value = fieldOf(field, task);
  if (field === 'depends') return guardedCell([...((value ?? []) as string[]).map(nameOf), ...depends].join(glue));
  if (field === 'parent') return guardedCell(typeof value === 'string' ? nameOf(value) : parent);
  if (value === undefined || value === null) return '';
  const word = words.get(wordKey(field, value));
  if (word !== undefined) return word;
  if (field === 'acceptance')
    return guardedCell((value as { text: string }[]).map((one) => `- ${criterionLine(one)}`).join('\n'));
  if (field === 'tags') return guardedCell((value as string[]).join(glue));
  if (takesDate(field) && typeof value === 'string') return date(value);
  return cellOf(field, value);
}

/** Returns the name by which cells mean a row: its id if no other row has it, else its uuid. */
function namesOf({ rows, ids }: Table, edits: FileEdits['rows']): Writing['nameOf'] {
  const idOf = ({ known: { id } }: SourceTask) => (id === undefined ? '' : String(id));
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(idOf(row), (counts.get(idOf(row)) ?? 0) + 1);
  const names = new Map(Array.from(ids).flatMap(([id, uuid]) => (counts.has(id) ? [] : [[uuid, id] as const])));
  for (const [i, row] of rows.entries()) {
    const uuid = row.known.uuid ?? edits.get(i)?.mark;
    const id = idOf(row);
    if (uuid !== undefined && /^[^\s,;|]+$/.test(id) && counts.get(id) === 1) names.set(String(uuid), id);
  }
  return (uuid) => names.get(uuid) ?? uuid;
}
