/** Pairs of quotation marks, the preferred pair first. */
const MARKS = ['""', '“”', '«»', '‹›', '『』'] as const;

/**
 * Quotes a text with marks that don't occur in the text, so that nothing inside can look like the closing mark. If the
 * text contains all these marks, it is quoted as JSON.
 */
export function inQuotes(text: string): string {
  const marks = MARKS.find(([open, close]) => !text.includes(open!) && !text.includes(close!));
  return marks ? `${marks[0]}${text}${marks[1]}` : JSON.stringify(text);
}

/** Writes the first letter of a text as a capital, so that the text can begin a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns the source of a pattern that matches a text literally. */
export const literalPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
