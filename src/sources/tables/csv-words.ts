import { bareWord, TICKS } from '../reading/local-words.ts';
import { isDate } from '../reading/loose-dates.ts';
import type { SourceTask } from '../reading/row.ts';
import type { CsvRecord } from './csv-records.ts';

/** Fields whose values people name in their own words. */
const WORDED = ['status', 'priority', 'type', 'project', 'agent'];
export const wordKey = (field: string, value: unknown) => `${field} ${JSON.stringify(value)}`;

interface Cells {
  /** The record of each row. */
  own: readonly CsvRecord[];
  rows: readonly SourceTask[];
  places: ReadonlyMap<string, readonly number[]>;
  isOurs: boolean;
}

/** Finds the file's word for each value: one that means no more than the value, else the most frequent one. */
export function wordsOfValues({ own, rows, places, isOurs }: Cells): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const field of isOurs ? [] : WORDED) {
    const [column] = places.get(field) ?? [];
    if (column === undefined) continue;
    for (const [i, { known, extra }] of rows.entries()) {
      const cell = own[i]!.cells[column]?.text ?? '';
      const value = known[field] ?? (field === 'status' ? 'pending' : undefined);
      // The day on which another task ended is no word for this one.
      if (value === undefined || cell === '' || (field === 'status' && isDate(cell))) continue;
      const key = wordKey(field, value);
      const found = counts.get(key) ?? new Map<string, number>();
      const weight = field === 'status' && extra.status !== undefined ? 1 : 1_000_000;
      counts.set(key, found.set(cell, (found.get(cell) ?? 0) + weight));
    }
  }
  const words = new Map(
    Array.from(counts, ([key, found]) => [key, [...found].sort(([, a], [, b]) => b - a)[0]![0]] as const),
  );
  const [ticked] = isOurs ? [] : (places.get('status') ?? []);
  if (ticked === undefined) return words;
  const cells = own.map(({ cells: all }) => all[ticked]?.text ?? '');
  for (const [status, side] of [
    ['pending', 0],
    ['completed', 1],
  ] as const) {
    const key = wordKey('status', status);
    const word = words.has(key) ? undefined : tickIn(cells, side);
    if (word !== undefined) words.set(key, word);
  }
  return words;
}

/** Returns the other word of a column of ticks, in its case. Undefined if no cell has a word of a pair. */
function tickIn(cells: readonly string[], side: 0 | 1): string | undefined {
  for (const cell of cells) {
    const like = cell.trim();
    const word = TICKS.find((pair) => bareWord(pair[side === 0 ? 1 : 0]) === bareWord(like).trim())?.[side];
    if (word === undefined) continue;
    if (side === 0 && cells.some((one) => one.trim() === '')) return '';
    if (like === like.toLowerCase()) return word;
    return like === like.toUpperCase() ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1);
  }
  return undefined;
}

/** Returns the sign between the words of a column's cells. */
export function glueOf(cells: readonly string[]): string {
  const sign = /[,;|]/.exec(cells.join('\n'))?.[0];
  if (sign !== undefined) return sign === '|' ? '|' : `${sign} `;
  return cells.some((cell) => /\S\s+\S/.test(cell)) ? ' ' : ', ';
}
