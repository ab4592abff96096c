import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import { MOST_LINE } from '../../../../../text/code/colour-run.ts';

/** Number of rows that are coloured together. The grammar reads as many rows before them as context. */
export const CHUNK = 50;
/** Maximum length in characters of all lines for one chunk. */
const MOST_CHUNK = 12_000;

/** Consecutive lines that the grammar reads as one text. */
export interface Text {
  lines: string[];
  /** The rows to colour, with the indexes of their lines in `lines`. */
  takes: { row: DiffRow; line: number }[];
}

/** Returns the texts for the colours of a chunk of rows: the new side, and also the old side if lines were removed. */
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

/** Returns one side of the rows, with one text for each hunk. */
function sideOf(rows: readonly DiffRow[], start: number, from: number, side: '+' | '-'): Text[] {
  const texts: Text[] = [{ lines: [], takes: [] }];
  let left = MOST_CHUNK;
  for (let at = start; at < Math.min(rows.length, from + CHUNK); at++) {
    const row = rows[at]!;
    if (row.kind === '@') texts.push({ lines: [], takes: [] });
    if (row.kind !== side && row.kind !== ' ') continue;
    const text = texts.at(-1)!;
    const fits = row.text.length <= Math.min(MOST_LINE, left);
    if (fits) left -= row.text.length;
    const own = at >= from && (row.kind === side || side === '+');
    if (fits && own) text.takes.push({ row, line: text.lines.length });
    text.lines.push(fits ? row.text : '');
  }
  return texts.filter(({ takes }) => takes.length > 0);
}
