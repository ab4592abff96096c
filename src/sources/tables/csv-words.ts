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
export function wordsOf({ own, rows, places, isOurs }: Cells): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const field of isOurs ? [] : WORDED) {
    const [column] = places.get(field) ?? [];
    if (column === undefined) continue;
    for (const [i, { known, extra }] of rows.entries()) {
      const cell = own[i]!.cells[column]?.text ?? '';
      const value = known[field] ?? (field === 'status' ? 'pending' : undefined);
      if (value === undefined || cell === '') continue;
      const key = wordKey(field, value);
      const found = counts.get(key) ?? new Map<string, number>();
      const weight = field === 'status' && extra.status !== undefined ? 1 : 1_000_000;
      counts.set(key, found.set(cell, (found.get(cell) ?? 0) + weight));
    }
  }
  return new Map(Array.from(counts, ([key, found]) => [key, [...found].sort(([, a], [, b]) => b - a)[0]![0]] as const));
}

/** Returns the sign between the words of a column's cells. */
export function glueOf(cells: readonly string[]): string {
  const sign = /[,;|]/.exec(cells.join('\n'))?.[0];
  if (sign !== undefined) return sign === '|' ? '|' : `${sign} `;
  return cells.some((cell) => /\S\s+\S/.test(cell)) ? ' ' : ', ';
}
