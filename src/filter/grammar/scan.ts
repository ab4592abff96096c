/**
 * The result of {@link readQuoted}. Regular expressions can't match quoted strings and balanced parentheses, so this
 * file has scanners for them.
 */

export interface Quoted {
  text: string;
  /** Offset after the closing quote. */
  end: number;
  closed: boolean;
}

export function isSpace(char: string): boolean {
  return /\s/.test(char);
}

/** Escape sequences inside quotes. A backslash before any other character is kept, so that "\d+" stays a pattern. */
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', "'": "'", n: '\n', t: '\t', r: '\r' };

/** Reads a string whose opening quote is at `start`. */
export function readQuoted(source: string, start: number): Quoted {
  const quote = source[start];
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at]!;
    if (char === quote) return { text, end: at + 1, closed: true };
    const escaped = char === '\\' ? ESCAPES[source[at + 1] ?? ''] : undefined;
    text += escaped ?? char;
    if (escaped !== undefined) at++;
  }
  return { text, end: source.length, closed: false };
}

/**
 * Returns the end of the text from `start` to the next blank. Balanced parentheses belong to the text (`foo(bar)`). A
 * closing parenthesis without a partner ends it. `cut` is the position of the first parenthesis that isn't closed,
 * otherwise the end.
 */
export function readRun(source: string, start: number): { end: number; cut: number } {
  const opened: number[] = [];
  let at = start;
  for (; at < source.length && !isSpace(source[at]!); at++) {
    if (source[at] === '(') opened.push(at);
    else if (source[at] === ')' && opened.pop() === undefined) break;
  }
  return { end: at, cut: opened[0] ?? at };
}

/** Returns the end of the text from `start` to the next blank or parenthesis. The text has at least one character. */
export function readStray(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && !/[\s()]/.test(source[at]!)) at++;
  return at;
}

const UUID_SHAPE =
  /^[0-9a-f]{8}(-|-[0-9a-f]{0,4}|-[0-9a-f]{4}-[0-9a-f]{0,4}|-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{0,4}|(-[0-9a-f]{4}){3}-[0-9a-f]{0,12})?$/i;

/** Checks whether a text is a uuid, or at least the first 8 characters of one. Case-insensitive. */
export function isUuidPrefix(text: string): boolean {
  return UUID_SHAPE.test(text);
}
