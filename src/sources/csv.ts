import { parseJsonText } from '../base/json/json-text.ts';
import { putOwn } from '../base/own-property.ts';
import { TASK_FIELDS } from '../domain/fields/table.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { BACKLOG } from './backlog.ts';
import { type FieldMap, readByHand } from './by-hand/by-hand.ts';
import { csvText, guardedCell, unguarded } from './csv-text.ts';
import { isTodoist, todoistTasks } from './json/todoist.ts';
import type { Given } from './reading/given.ts';
import { isOwnTable, isTitle, OWN_COLUMNS } from './reading/headings.ts';
import type { Located } from './reading/json-file.ts';
import { refuseFile } from './reading/row-location.ts';
import type { TaskFormat } from './source.ts';

/** The columns of an export. Other fields follow in the order of the field table. */
const NAMES = [...new Set([...OWN_COLUMNS, ...Object.keys(TASK_FIELDS), 'spec', 'docs'])];

/** Lists of words without blanks. */
const WORDS = new Set(['tags', 'depends']);
/** Columns that always contain plain text. In other columns, a cell may contain JSON. */
const TEXTS = new Set(['description', 'spec', 'project', 'agent', 'type']);

/** A table for spreadsheets (RFC 4180), with a column for each field that at least one task has. */
export const CSV: TaskFormat = {
  name: 'csv',
  title: FORMAT_TITLES.csv,
  takes:
    'a table whose first line names the columns: `description,priority,due`, or the table that Excel, Jira, Linear, Asana, ClickUp, Notion, Plane, Trello or Todoist writes',
  remarks: [
    'Columns are separated by commas, semicolons or tabs. Cells of columns that have the same name (`Labels`, `Labels`) are one list.',
    'Separate words in a cell of `tags` or `depends` with commas or blanks. Lists and objects are JSON in their cell. In a table with uuids, an empty cell clears the field.',
    'A spreadsheet would run a text that begins with `=`, `+`, `-` or `@`. The export puts an apostrophe before it, and the import removes it.',
    'A number in `depends` or `parent` means the row of the file with that `id`. If there is none, it means the task of the queue.',
  ],
  detect: (given) => !given.folder && (/\.(csv|tsv)$/i.test(given.name) || hasHeader(given)),
  takesMap: true,
  read: async (given, { map = new Map() }) => {
    const [file] = given.files() as [string];
    const located = await readTable(given.text(file), file, map);
    if (isTodoist(located)) return readByHand(todoistTasks(located), { kind: 'todoist', map, title: 'Todoist' });
    return readByHand(located, { kind: 'csv', map });
  },
  write: BACKLOG.write,
  print: (rows) => {
    const flat = rows.map(withSpec);
    const columns = NAMES.filter((name) => OWN_COLUMNS.includes(name) || flat.some((row) => row[name] !== undefined));
    const lines = [columns, ...flat.map((row) => columns.map((name) => cellOf(name, row[name])))];
    return `${csvText(lines)}\r\n`;
  },
};

function hasHeader(given: Given): boolean {
  const line = firstLine(given.text(given.files()[0]!));
  const names = line.split(delimiterOf(line)).map((name) => name.replaceAll('"', ''));
  if (/[{[]/.test(line)) return false;
  return names.some((name) => name.trim().toLowerCase() === 'description') || (names.length > 2 && names.some(isTitle));
}

/** A line before the header from which Excel reads the separator. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

function firstLine(text: string): string {
  return text.replace(SEPARATOR_LINE, '').split(/\r?\n/, 1)[0] ?? '';
}

/** Returns the separator that occurs most often outside of quotes. */
function delimiterOf(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, '');
  const count = (one: string) => plain.split(one).length;
  return [',', ';', '\t'].reduce((most, one) => (count(one) > count(most) ? one : most));
}

function withSpec(row: Record<string, unknown>): Record<string, unknown> {
  const { docs, ...fields } = row as { docs?: Record<string, string> };
  const { spec, ...others } = docs ?? {};
  // An empty cell would mean that there is no spec.
  const inCell = spec !== undefined && spec !== '';
  const left = inCell ? others : docs;
  return { ...fields, ...(inCell ? { spec } : {}), ...(left && Object.keys(left).length > 0 ? { docs: left } : {}) };
}

function cellOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (WORDS.has(name) && Array.isArray(value)) return guardedCell(value.join(' '));
  return typeof value === 'object' ? JSON.stringify(value) : guardedCell(String(value));
}

async function readTable(text: string, file: string, map: FieldMap): Promise<Located[]> {
  const { parse } = await import('./reading/csv-library.ts');
  const skipped = SEPARATOR_LINE.test(text) ? 1 : 0;
  // A shell removes the last line feed, but not the carriage return before it.
  const content = text.replace(SEPARATOR_LINE, '').replace(/\r$/, '');
  try {
    const lines = parse(content, {
      delimiter: delimiterOf(firstLine(content)),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const [header, ...rows] = lines;
    if (!header) return refuseFile(file, 'the file is empty');
    const names = namesOf(header.record, file, map);
    let before = header.info.lines + skipped;
    return rows.flatMap(({ record, info }, index) => {
      // `info.lines` counts the lines up to the end of a row, so a row begins after the count of the row before.
      const place = { file, line: before + 1, row: index + 1 };
      before = info.lines + skipped;
      return record.every((cell) => cell.trim() === '') ? [] : [rowOfCells(record, names, place)];
    });
  } catch (error) {
    const { code, lines, message } = error as { code?: string; lines?: number; message: string };
    if (!code?.startsWith('CSV_')) throw error;
    return refuseFile(file, `expected CSV: ${message}`, lines);
  }
}

/**
 * Returns the column names of a table. Upper and lower case don't matter in those of an export of Backlog, because
 * spreadsheets change them.
 */
function namesOf(record: readonly string[], file: string, map: FieldMap): string[] {
  const names = record.map((name) => name.trim());
  const isOurs = isOwnTable(names, NAMES);
  const known = isOurs ? names.map(knownName) : names;
  const twice = isOurs ? known.find((name, index) => name !== '' && known.indexOf(name) !== index) : undefined;
  if (twice !== undefined) refuseFile(file, `expected every column once, received ${JSON.stringify(twice)} twice`, 1);
  const titled = known.some(
    (name) => map.get(name.toLowerCase()) === 'description' || (isTitle(name) && !map.has(name.toLowerCase())),
  );
  if (!titled) refuseUntitled(known, file);
  return known;
}

function refuseUntitled(names: readonly string[], file: string): never {
  const said = JSON.stringify(`${names.find(Boolean) ?? 'COLUMN'}=description`);
  return refuseFile(file, `expected a column description, or title, received ${names.join(', ')}`, {
    line: 1,
    hint: `Name its column: \`map: ${said}\``,
  });
}

/** Returns the known spelling of a column name: spreadsheets write `Description`. Keeps unknown names. */
function knownName(name: string): string {
  const small = name.toLowerCase();
  return NAMES.includes(small) ? small : name;
}

function rowOfCells(record: readonly string[], names: readonly string[], place: Located['place']): Located {
  const beyond = record.slice(names.length);
  if (record.length < names.length || beyond.some((cell) => cell.trim() !== '')) {
    const problem = `expected ${names.length} cells, received ${record.length}`;
    return { place, value: {}, raw: record, problem };
  }
  const value: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const cell = cellValue(name, record[index]!);
    const column = name === '' ? `column ${index + 1}` : name;
    if (name === '' && cell === null) continue;
    putOwn(value, column, Object.hasOwn(value, column) ? together(value[column], cell) : cell);
  }
  return { place, value };
}

/** Joins cells of columns with the same name, as in Jira's exports of labels. */
function together(one: unknown, other: unknown): unknown {
  const all = [one, other].flat().filter((value) => value !== null);
  return all.length > 1 ? all : (all[0] ?? null);
}

/** Converts a cell to a value. An empty cell becomes null, which clears the field. */
function cellValue(name: string, cell: string): unknown {
  if (cell === '') return null;
  if (TEXTS.has(name)) return unguarded(cell);
  if (name === 'rank' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  return Object.hasOwn(TASK_FIELDS, name) || name === 'docs' ? parseJsonText(unguarded(cell)) : unguarded(cell);
}
