/** Formats a count with its word: `1 task`, `1,204 tasks`. */
export function countOf(count: number, word: string): string {
  return `${count.toLocaleString()} ${count === 1 ? word : `${word}s`}`;
}
