/**
 * Cuts a text to at most `max` UTF-16 code units and ends it with an ellipsis. Returns a shorter text unchanged. Never
 * splits a surrogate pair.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text
    .slice(0, max - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
