import { putOwn } from '../../base/own-property.ts';
import type { FieldMap } from '../by-hand/by-hand.ts';
import { isOwnTable, isTitle } from '../reading/headings.ts';
import type { Located } from '../reading/json-file.ts';
import { refuseFile } from '../reading/row-location.ts';
import { isMonday, type Line, mondayTable } from './monday.ts';

/** What a table is read with. */
export interface Reading {
  file: string;
  map: FieldMap;
  /** The columns of an export of Backlog. */
  own: readonly string[];
  /** Converts a cell to the value of its column. */
  read(name: string, cell: string): unknown;
}

/** A line before the header from which Excel reads the separator. */
export const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

/** Returns the first line that isn't empty. */
export function firstLine(text: string): string {
  const whole = text.replace(SEPARATOR_LINE, '').replace(/^(?:[ \t]*\r?\n)+/, '');
  return whole.split(/\r?\n/, 1)[0] ?? '';
}

/** Returns the separator that occurs most often outside of quotes. */
export function delimiterOf(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, '');
  const count = (one: string) => plain.split(one).length;
  return [',', ';', '\t'].reduce((most, one) => (count(one) > count(most) ? one : most));
}

/**
 * Reads the rows of a table below its header. `left` names the lines above the header.
 * @throws BacklogError `invalid` with file and line if the text is no table, or has no column for the description
 */
export async function readTable(text: string, reading: Reading): Promise<{ located: Located[]; left: string[] }> {
  const { file } = reading;
  const skipped = SEPARATOR_LINE.test(text) ? 1 : 0;
  // A shell removes the last line feed, but not the carriage return before it.
  const content = text.replace(SEPARATOR_LINE, '').replace(/\r$/, '');
  return rowsBelow(await parsed(content, file), { reading, skipped });
}

/** Reads the rows below the header. */
export function rowsBelow(
  lines: readonly Line[],
  { reading, skipped }: { reading: Reading; skipped: number },
): { located: Located[]; left: string[] } {
  const { file } = reading;
  const at = headerAt(lines, reading);
  const header = lines[at];
  if (!header || lines.every(({ record }) => isEmpty(record))) return { located: [], left: [`${file}: no rows`] };
  const board = isMonday(header.record) ? mondayTable(lines, at) : undefined;
  const { names, isOurs } = namesOf(board?.header ?? header.record, reading);
  let before = header.info.lines + skipped;
  const all = board?.rows ?? lines.slice(at + 1);
  const again = linesWithoutTask(all, { names, hasGroups: isGroup(lines[at - 1]) });
  const isAgain = new Set(again);
  const located = all.flatMap((line, index) => {
    const { record, info } = line;
    // `info.lines` counts the lines up to the end of a row, so a row begins after the count of the row before.
    const place = { file, line: before + 1, row: index + 1 };
    before = info.lines + skipped;
    return isEmpty(record) || isAgain.has(line) ? [] : [rowOfCells(record, { names, isOurs, place, ...reading })];
  });
  const above = [...lines.slice(0, at), ...(board?.left ?? []), ...again].filter(({ record }) => !isEmpty(record));
  const left = above.map(({ record, info }) => `line ${info.lines + skipped}: ${wordsOf(record)}`);
  return { located, left };
}

/**
 * Returns the lines that aren't tasks: headers that come again in a sheet of several groups or of joined pages, names of
 * groups above them, and totals. The last task of a joined page can have only a title, too, so the name of a group
 * follows an empty line or is usual in the sheet.
 */
function linesWithoutTask(
  all: readonly Line[],
  { names, hasGroups }: { names: readonly string[]; hasGroups: boolean },
): Line[] {
  const isHead = (line: Line | undefined) =>
    line !== undefined && !isEmpty(line.record) && line.record.every((cell, i) => cell.trim() === (names[i] ?? ''));
  const isBelowGap = (n: number) => {
    const above = all[n - 1];
    return above !== undefined && (isEmpty(above.record) || all[n]!.info.lines - above.info.lines > 1);
  };
  const isName = (line: Line, n: number) =>
    names.length > 1 && isGroup(line) && isHead(all[n + 1]) && (hasGroups || isBelowGap(n));
  return all.filter((line, n) => !line.marked && (isHead(line) || isName(line, n) || isTotal(line)));
}

const isGroup = (line: Line | undefined): boolean => line !== undefined && filled(line.record) === 1;

const TOTAL =
  /^(?:(?:grand |sub)?totals?|sum|gesamt|insgesamt|(?:gesamt)?summe|somme|totale|suma|totaal|(?:genel )?toplam|合計|合计|总计)\s*:?$/iu;

/** Checks whether a line is the total of a table: its word, and only amounts. */
function isTotal({ record }: Line): boolean {
  const [word = '', ...others] = record.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return TOTAL.test(word) && others.length > 0 && others.every((cell) => /^\P{L}*\d\P{L}*[a-z]{0,3}\.?$/iu.test(cell));
}

async function parsed(content: string, file: string): Promise<Line[]> {
  const { parse } = await import('../reading/csv-library.ts');
  const read = (more: object) =>
    parse(content, {
      delimiter: delimiterOf(firstLine(content)),
      info: true,
      // A file can mix both line ends. Without this list, the first one would count for all lines.
      record_delimiter: content.includes('\n') ? ['\r\n', '\n'] : ['\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      ...more,
    }) as unknown as Line[];
  // Spreadsheets also read blanks before a quote, and a quote inside of a cell without quotes.
  let first: { code?: string; lines?: number; message: string } | undefined;
  for (const more of [{}, { ltrim: true }, { relax_quotes: true }]) {
    try {
      return read(more);
    } catch (error) {
      first ??= error as { code?: string; lines?: number; message: string };
      if (!/^(?:CSV|INVALID)_/.test(first.code ?? '')) throw error;
    }
  }
  return refuseFile(file, `expected CSV: ${first!.message}`, first!.lines);
}

const filled = (record: readonly string[]) => record.filter((cell) => cell.trim() !== '').length;
const isEmpty = (record: readonly string[]) => filled(record) === 0;

const wordsOf = (record: readonly string[]) =>
  record
    .filter((cell) => cell.trim() !== '')
    .join(', ')
    .replace(/\s+/g, ' ')
    .slice(0, 80);

/** Number of rows that can be above a header: the date and address of an export, or spacers. */
const ABOVE = 10;

/** Returns the position of the header: the first row, or a later one with a title if all rows above it have fewer cells. */
export function headerAt(lines: readonly Line[], { map }: Reading): number {
  const found = lines.slice(0, ABOVE).findIndex(({ record }, at) => {
    const isHead = isTitled(
      record.map((name) => name.trim()),
      map,
    );
    const fewer = (above: Line) => filled(above.record) < filled(record);
    // The name of a group can be the name of a column, too: `To-Do`.
    return isHead && filled(record) > 2 && lines.slice(0, at).every(fewer);
  });
  return Math.max(found, 0);
}

function isTitled(names: readonly string[], map: FieldMap): boolean {
  return names.some(
    (name) => map.get(name.toLowerCase()) === 'description' || (isTitle(name) && !map.has(name.toLowerCase())),
  );
}

/**
 * Returns the column names of a table. Upper and lower case don't matter in those of an export of Backlog, because
 * spreadsheets change them.
 */
function namesOf(record: readonly string[], { file, map, own }: Reading): { names: string[]; isOurs: boolean } {
  const written = record.map((name) => name.trim());
  const isOurs = isOwnTable(written, own);
  const small = (name: string) => (own.includes(name.toLowerCase()) ? name.toLowerCase() : name);
  const names = isOurs ? written.map(small) : written;
  const twice = isOurs ? names.find((name, index) => name !== '' && names.indexOf(name) !== index) : undefined;
  if (twice !== undefined) refuseFile(file, `expected every column once, received ${JSON.stringify(twice)} twice`, 1);
  if (!isTitled(names, map)) refuseUntitled(names, file);
  return { names, isOurs };
}

function refuseUntitled(names: readonly string[], file: string): never {
  const said = JSON.stringify(`${names.find(Boolean) ?? 'COLUMN'}=description`);
  return refuseFile(file, `expected a column description, or title, received ${names.join(', ')}`, {
    line: 1,
    hint: `Name its column: \`map: ${said}\``,
  });
}

function rowOfCells(
  record: readonly string[],
  { names, isOurs, place, read }: Reading & { names: readonly string[]; isOurs: boolean; place: Located['place'] },
): Located {
  const beyond = record.slice(names.length);
  const isShort = record.length < names.length;
  const count = `expected ${names.length} cells, received ${record.length}`;
  if ((isOurs && isShort) || !isEmpty(beyond)) return { place, value: {}, raw: record, problem: count };
  const value: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const cell = read(name, record[index] ?? '');
    const column = name === '' ? `column ${index + 1}` : name;
    if (name === '' && cell === null) continue;
    putOwn(value, column, Object.hasOwn(value, column) ? together(value[column], cell) : cell);
  }
  return { place, value, ...(isShort ? { warning: `${count}; the last ones are read as empty` } : {}) };
}

/** Joins cells of columns with the same name, as in Jira's exports of labels. */
function together(one: unknown, other: unknown): unknown {
  const all = [one, other].flat().filter((value) => value !== null);
  return all.length > 1 ? all : (all[0] ?? null);
}
