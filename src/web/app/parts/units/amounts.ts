import { nounFor } from '../../../../base/amounts.ts';

const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** Formats a disk size, from bytes: `950 KB`, `12.3 MB`. */
export function sizeOf(bytes: number): string {
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.ceil(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

/** Formats a count with its word: `1 task`, `1,204 tasks`. */
export function countOf(count: number, word: string): string {
  return `${count.toLocaleString()} ${nounFor(count, word)}`;
}
