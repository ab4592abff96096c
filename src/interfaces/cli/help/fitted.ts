import { cells, wrapped } from '../../../text/screen/layout/width.ts';

/** Width of a help text where the terminal doesn't have another one, in characters. */
const USUAL = 80;
/** Maximum width of a help text. Longer lines are harder to read. */
const MOST = 100;
/** Least width of the last column. In a narrower terminal, lines break anywhere. */
const LEAST = 24;

/**
 * Wraps the lines of a help text to the width of the terminal. Further lines of a row begin below its last column. A
 * line to type continues after a backslash, so that it can be copied.
 */
export function fitted(text: string, columns: number | undefined): string {
  const width = Math.min(columns ?? USUAL, MOST);
  return text
    .split('\n')
    .flatMap((line) => (cells(line) <= width ? [line] : isTyped(line) ? continued(line, width) : hanging(line, width)))
    .join('\n');
}

/** Checks whether people type the whole line. */
function isTyped(line: string): boolean {
  return /^ *(\$ )?backlog \S/.test(line) && !/\S {2,}\S/.test(line);
}

/** Breaks a line before its flags. */
function continued(line: string, width: number): string[] {
  const [first = '', ...flags] = line.split(/ (?=--[a-z])/);
  const indent = `${/^ */.exec(line)![0]}    `;
  const lines = [first];
  for (const flag of flags) {
    const last = lines.at(-1)!;
    if (cells(`${last} ${flag} \\`) <= width) lines[lines.length - 1] = `${last} ${flag}`;
    else lines.push(`${indent}${flag}`);
  }
  return lines.map((each, at) => (at < lines.length - 1 ? `${each} \\` : each));
}

/** Replaces the blanks of a quoted line while a text is wrapped: the line stays whole, if it fits. */
const HELD = '\ue000';

const columnAt = (line: string, before: RegExp) => before.exec(line)?.[0].length ?? 0;

/** Wraps the last column of a row, or a text without columns. */
function hanging(line: string, width: number): string[] {
  const last = columnAt(line, /^(.*\S)? {2,}(?=\S)/);
  // A row of many words has its first column as a title.
  const column = last < width ? last : columnAt(line, /^ *\S.*? {2,}(?=\S)/);
  const indent = width - column < LEAST ? Math.max(0, width - LEAST) : column;
  const held = line.slice(column).replace(/`[^`]*`/g, (quoted) => quoted.replaceAll(' ', HELD));
  const [first = '', ...more] = wrapped(held, width - indent).map((each) => each.replaceAll(HELD, ' '));
  const start = line.slice(0, column);
  return cells(start) + cells(first) <= width
    ? [start + first, ...more.map((each) => ' '.repeat(indent) + each)]
    : [start.trimEnd(), ...[first, ...more].map((each) => ' '.repeat(indent) + each)];
}
