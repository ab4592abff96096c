/**
 * Replaces each span between two marks with what a function makes of its inside. A mark without an end stays. Reads the
 * text once: a pattern would read the rest of it anew for each mark without an end.
 */
export function replaceSpans(
  text: string,
  [open, close]: readonly [string, string],
  replacement: (inside: string) => string,
): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const from = text.indexOf(open, at);
    const end = from < 0 ? -1 : text.indexOf(close, from + open.length);
    if (end < 0) return parts.concat(text.slice(at)).join('');
    parts.push(text.slice(at, from), replacement(text.slice(from + open.length, end)));
    at = end + close.length;
  }
}
