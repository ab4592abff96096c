/**
 * Reading pieces of a filter's text by hand, where a regular expression would not do: quoted strings, and runs of
 * characters in which parentheses balance.
 */

export interface Quoted {
  text: string;
  /** Offset behind the closing quote. */
  end: number;
  closed: boolean;
}

export function isBlank(char: string): boolean {
  return /\s/.test(char);
}

/** What a backslash and a character stand for inside quotes. Before any other the backslash stays, so that "\d+" is a pattern. */
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', "'": "'", n: '\n', t: '\t', r: '\r' };

/** A string that starts with a quote at `start`. */
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
 * End of the run of non-blanks from `start`. Parentheses inside it belong to it when they balance (`foo(bar)`); a closing one
 * too many ends it. `cut` says where the run could end instead, before a parenthesis that it does not close.
 */
export function readRun(source: string, start: number): { end: number; cut: number } {
  const opened: number[] = [];
  let at = start;
  for (; at < source.length && !isBlank(source[at]!); at++) {
    if (source[at] === '(') opened.push(at);
    else if (source[at] === ')' && opened.pop() === undefined) break;
  }
  return { end: at, cut: opened[0] ?? at };
}

/** End of the run from `start` that holds neither blanks nor parentheses; at least one character. */
export function readStray(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && !/[\s()]/.test(source[at]!)) at++;
  return at;
}

const UUID_SHAPE =
  /^[0-9a-f]{8}(-|-[0-9a-f]{0,4}|-[0-9a-f]{4}-[0-9a-f]{0,4}|-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{0,4}|(-[0-9a-f]{4}){3}-[0-9a-f]{0,12})?$/i;

/** A uuid or the first 8 characters or more of one, in either case. */
export function isUuidPrefix(text: string): boolean {
  return UUID_SHAPE.test(text);
}
