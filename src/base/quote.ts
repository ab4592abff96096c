/** Pairs of quotation marks, the preferred pair first. */
const MARKS = ['""', '“”', '«»', '‹›', '『』'] as const;

/**
 * Quotes a text with marks that it doesn't contain, so that nothing inside can look like the closing mark. A text that
 * contains all of them is quoted as JSON.
 */
export function inQuotes(text: string): string {
  const marks = MARKS.find(([open, close]) => !text.includes(open!) && !text.includes(close!));
  return marks ? `${marks[0]}${text}${marks[1]}` : JSON.stringify(text);
}
