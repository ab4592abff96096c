import { refuseFile } from '../reading/row-location.ts';

interface Cell {
  /** The cell's place in the text, with its quotes. */
  from: number;
  to: number;
  text: string;
}

/** A line of cells with its place in the text. */
export interface CsvRecord {
  from: number;
  /** The end of its last cell, and the end with the line end. */
  end: number;
  to: number;
  /** Number of lines of the text up to its end. */
  lines: number;
  cells: Cell[];
}

/**
 * Splits a text into cells (RFC 4180), and keeps their places. Empty lines are part of the record before them.
 * @throws BacklogError `invalid` with file and line for a quote that other programs would read differently
 */
export function recordsOf(
  text: string,
  { from, delimiter, file }: { from: number; delimiter: string; file: string },
): CsvRecord[] {
  const records: CsvRecord[] = [];
  let [at, lines] = [from, 0];
  const lineEnd = () => (text.startsWith('\r\n', at) ? 2 : text[at] === '\n' || text[at] === '\r' ? 1 : 0);
  while (at < text.length) {
    const empty = lineEnd();
    if (empty > 0) {
      at += empty;
      lines++;
      const last = records.at(-1);
      if (last) [last.to, last.lines] = [at, lines];
      continue;
    }
    const record: CsvRecord = {
      from: records.length === 0 ? at : records.at(-1)!.to,
      end: at,
      to: at,
      lines,
      cells: [],
    };
    for (;;) {
      const cell = cellAt(text, at, { delimiter, fail: () => refuseQuote(file, lines + 1) });
      record.cells.push(cell);
      lines += cell.text.split(/\r\n|\n|\r/).length - 1;
      at = cell.to;
      if (text[at] !== delimiter) break;
      at++;
    }
    record.end = at;
    at += lineEnd();
    lines++;
    [record.to, record.lines] = [at, lines];
    records.push(record);
  }
  return records;
}

function refuseQuote(file: string, line: number): never {
  return refuseFile(file, 'expected CSV: a quote begins or ends inside of a cell', {
    line,
    hint: 'Open the table in its program and save it as CSV again.',
  });
}

function cellAt(text: string, from: number, { delimiter, fail }: { delimiter: string; fail(): never }): Cell {
  if (text[from] !== '"') {
    let to = from;
    while (to < text.length && text[to] !== delimiter && text[to] !== '\n' && text[to] !== '\r') to++;
    const plain = text.slice(from, to);
    return plain.trimStart().startsWith('"') ? fail() : { from, to, text: plain };
  }
  for (let at = from + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return fail();
    if (text[at + 1] === '"') continue;
    const to = at + 1;
    const isEnd = to >= text.length || text[to] === delimiter || text[to] === '\n' || text[to] === '\r';
    return isEnd ? { from, to, text: text.slice(from + 1, at).replaceAll('""', '"') } : fail();
  }
}

/** Writes a record with changed cells. Cells that it lacks are added. Without a record, returns the cells alone. */
export function written(
  text: string,
  record: CsvRecord | undefined,
  { cells = new Map(), delimiter }: { cells?: ReadonlyMap<number, string> | undefined; delimiter: string },
): string {
  const quoted = (cell: string) =>
    /["\r\n]|^\s|\s$/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const own = record?.cells ?? [];
  let [out, at] = ['', record?.from ?? 0];
  for (const [i, cell] of own.entries()) {
    const next = cells.get(i);
    if (next === undefined) continue;
    out += text.slice(at, cell.from) + quoted(next);
    at = cell.to;
  }
  if (record) out += text.slice(at, record.end);
  const width = Math.max(-1, ...cells.keys()) + 1;
  for (let i = own.length; i < width; i++) out += `${i > 0 ? delimiter : ''}${quoted(cells.get(i) ?? '')}`;
  return record ? out + text.slice(record.end, record.to) : out;
}
