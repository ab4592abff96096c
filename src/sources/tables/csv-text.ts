/** Matches text that a spreadsheet runs as a formula. Writing adds an apostrophe; reading removes it. */
const FORMULA = /^'*[=+\-@\t\r]/;

export function guardedCell(text: string): string {
  return FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

/** Lists of words without blanks. */
const WORDS = new Set(['tags', 'depends']);

/** Returns the text of a cell of Backlog's own columns. */
export function cellOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (WORDS.has(name) && Array.isArray(value)) return guardedCell(value.join(' '));
  return typeof value === 'object' ? JSON.stringify(value) : guardedCell(String(value));
}

export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** Formats lines of cells as RFC 4180, with CRLF between lines and no line end after the last line. */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.map(quoted).join(',')).join('\r\n');
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
