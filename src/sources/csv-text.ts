/** A spreadsheet runs what begins like a formula; an apostrophe keeps it a text, and is taken away again when it is read. */
const FORMULA = /^'*[=+\-@\t\r]/;

export function guardedCell(text: string): string {
  return FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** Lines of cells as RFC 4180 writes them, CRLF between two lines and none behind the last. */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.map(quoted).join(',')).join('\r\n');
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
