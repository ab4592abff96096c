import { TASK_FIELDS } from '../domain/fields/table.ts';
import { parseJsonText } from '../domain/json-text.ts';
import { BACKLOG } from './backlog.ts';
import { csvText, guarded, unguarded } from './csv-text.ts';
import type { Given } from './reading/given.ts';
import type { Located } from './reading/json-file.ts';
import { refuseFile } from './reading/place.ts';
import { readingOf } from './rows.ts';
import type { Format } from './source.ts';

/** First what people look at, then the other fields in the order of their table. */
const FIRST = ['id', 'description', 'status', 'project', 'priority', 'tags', 'due', 'uuid'];
const NAMES = [...new Set([...FIRST, ...Object.keys(TASK_FIELDS), 'spec', 'docs'])];

/** Lists of words, which no word of them can break. */
const WORDS = new Set(['tags', 'depends']);
/** What is more than a text or a number is JSON in its cell. */
const TEXTS = new Set(['description', 'spec', 'project', 'agent', 'type']);

/** A table for spreadsheets (RFC 4180): a column for each field that some task has. */
export const CSV: Format = {
  name: 'csv',
  title: 'CSV',
  takes: 'a table whose first line names the fields: `description,priority,due`',
  remarks: [
    'Columns are separated by commas, semicolons or tabs.',
    'Lists of words have blanks between them; what is more than a text or a number is JSON in its cell. An empty cell clears.',
    'A text that a spreadsheet would run (`=`, `+`, `-`, `@` at its beginning) is written with an apostrophe before it, which is taken away again.',
    'A number in `depends` or `parent` is a row with that `id` in the file, if there is one, else a task of the queue.',
  ],
  detect: (given) => !given.folder && (/\.(csv|tsv)$/i.test(given.name) || hasHeader(given)),
  read: async (given) => {
    const [file] = given.files() as [string];
    return readingOf(await readTable(given.text(file), file), BACKLOG);
  },
  write: BACKLOG.write,
  print: (rows) => {
    const flat = rows.map(withSpec);
    const columns = NAMES.filter((name) => FIRST.includes(name) || flat.some((row) => row[name] !== undefined));
    const lines = [columns, ...flat.map((row) => columns.map((name) => cellOf(name, row[name])))];
    return `${csvText(lines)}\r\n`;
  },
};

function hasHeader(given: Given): boolean {
  const [line = ''] = given.text(given.files()[0]!).split(/\r?\n/, 1);
  return !/[{[]/.test(line) && line.split(/[,;\t]/).some((name) => name.trim().toLowerCase() === 'description');
}

function withSpec(row: Record<string, unknown>): Record<string, unknown> {
  const { docs, ...fields } = row as { docs?: Record<string, string> };
  const { spec, ...others } = docs ?? {};
  // An empty cell would say that there is none.
  const inCell = spec !== undefined && spec !== '';
  const left = inCell ? others : docs;
  return { ...fields, ...(inCell ? { spec } : {}), ...(left && Object.keys(left).length > 0 ? { docs: left } : {}) };
}

function cellOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (WORDS.has(name) && Array.isArray(value)) return guarded(value.join(' '));
  return typeof value === 'object' ? JSON.stringify(value) : guarded(String(value));
}

async function readTable(text: string, file: string): Promise<Located[]> {
  const { parse } = await import('./reading/csv-library.ts');
  const [line = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].find((one) => line.includes(one)) ?? ',';
  try {
    const lines = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const [header, ...rows] = lines;
    if (!header) return refuseFile(file, 'the file is empty');
    const names = namesOf(header.record, file);
    let before = header.info.lines;
    return rows.map(({ record, info }, index) => {
      // The parser counts the lines that it has read; a row begins after those of the row before.
      const place = { file, line: before + 1, row: index + 1 };
      before = info.lines;
      return rowOfCells(record, names, place);
    });
  } catch (error) {
    const { code, lines, message } = error as { code?: string; lines?: number; message: string };
    if (!code?.startsWith('CSV_')) throw error;
    return refuseFile(file, `expected CSV: ${message}`, lines);
  }
}

function namesOf(record: readonly string[], file: string): string[] {
  const names = record.map((name) => knownName(name.trim()));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuseFile(file, `expected every column once, received ${JSON.stringify(twice)} twice`, 1);
  if (!names.includes('description'))
    refuseFile(file, `expected a column description, received ${names.join(', ')}`, 1);
  return names;
}

/** Spreadsheets write `Description`; columns that we do not know keep their case. */
function knownName(name: string): string {
  const small = name.toLowerCase();
  return NAMES.includes(small) ? small : name;
}

function rowOfCells(record: readonly string[], names: readonly string[], place: Located['place']): Located {
  if (record.length !== names.length) {
    const problem = `expected ${names.length} cells, received ${record.length}`;
    return { place, value: {}, raw: record, problem };
  }
  const entries = names.map((name, index): [string, unknown] => [name, cellValue(name, record[index]!)]);
  return { place, value: Object.fromEntries(entries.filter(([name]) => name !== '')) };
}

/** An empty cell clears, as null does. */
function cellValue(name: string, cell: string): unknown {
  if (cell === '') return null;
  if (TEXTS.has(name)) return unguarded(cell);
  if (name === 'rank' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  return Object.hasOwn(TASK_FIELDS, name) || name === 'docs' ? parseJsonText(unguarded(cell)) : unguarded(cell);
}
