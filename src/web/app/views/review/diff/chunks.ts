import type { DiffRow } from '../answers.ts';

/** Rows that are coloured together, and those before them that the grammar reads to know where it is. */
export const CHUNK = 50;
/** Characters of a line that is coloured, and of all that is read for a chunk, at most. */
const MOST = { line: 1_000, chunk: 12_000 };

/** Lines that the grammar reads as one text. */
export interface Text {
  lines: string[];
  /** The rows that take the colours, each with the number of its line among these. */
  takes: { row: DiffRow; line: number }[];
}

/** What has to be read to colour some rows of a diff: the file as it is, and where lines were removed, as it was. */
export function chunkTexts(rows: readonly DiffRow[], chunk: number): Text[] {
  const from = chunk * CHUNK;
  const hunk = startOfHunk(rows, from);
  const texts: Text[] = [];
  const wanted = rows.slice(from, from + CHUNK);
  if (wanted.some(({ kind }) => kind === ' ' || kind === '+')) texts.push(...sideOf(rows, hunk, from, '+'));
  if (wanted.some(({ kind }) => kind === '-')) texts.push(...sideOf(rows, hunk, from, '-'));
  return texts;
}

function startOfHunk(rows: readonly DiffRow[], from: number): number {
  let at = from;
  while (at > 0 && from - at < CHUNK && rows[at]?.kind !== '@') at--;
  return at;
}

/** One side of the rows, a text for each hunk. */
function sideOf(rows: readonly DiffRow[], start: number, from: number, side: '+' | '-'): Text[] {
  const texts: Text[] = [{ lines: [], takes: [] }];
  let left = MOST.chunk;
  for (let at = start; at < Math.min(rows.length, from + CHUNK); at++) {
    const row = rows[at]!;
    if (row.kind === '@') texts.push({ lines: [], takes: [] });
    if (row.kind !== side && row.kind !== ' ') continue;
    const text = texts.at(-1)!;
    const fits = row.text.length <= Math.min(MOST.line, left);
    if (fits) left -= row.text.length;
    const own = at >= from && (row.kind === side || side === '+');
    if (fits && own) text.takes.push({ row, line: text.lines.length });
    text.lines.push(fits ? row.text : '');
  }
  return texts.filter(({ takes }) => takes.length > 0);
}
