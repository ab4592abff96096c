/** Pairs of quotation marks, the usual one first. */
const MARKS = ['""', '“”', '«»', '‹›', '『』'] as const;

/**
 * A text between quotation marks that it does not hold itself, so that every character of it stays and none of them can pass for its
 * end. One that holds all of them is written as JSON writes it.
 */
export function inQuotes(text: string): string {
  const marks = MARKS.find(([open, close]) => !text.includes(open!) && !text.includes(close!));
  return marks ? `${marks[0]}${text}${marks[1]}` : JSON.stringify(text);
}
