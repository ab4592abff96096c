/** Splits the text of a setting at its commas. Removes the space around each word, and empty words. */
export function commaList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
