import { nounFor } from '../../../../base/amounts.ts';

/** Formats a count with its word: `1 task`, `1,204 tasks`. */
export function countOf(count: number, word: string): string {
  return `${count.toLocaleString()} ${nounFor(count, word)}`;
}
