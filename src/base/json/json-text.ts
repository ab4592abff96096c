import { DEEPEST, isTextTooLarge } from './json-limits.ts';

/** Reads a text that should be JSON: its value, or what is wrong with it. What is nested too deep for those who go through it is refused. */
export function readJsonText(text: string): { value: unknown } | { problem: string } {
  if (isTextTooLarge(text) === 'deep') return { problem: `more than ${DEEPEST} lists and objects within each other` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: jsonProblem(text) ?? 'it ends too early' };
  }
}

/**
 * What is wrong with a text that should be JSON, and where; undefined when nothing is.
 * `Expected property name or '}' at line 1, column 2, near "{bad"`
 */
export function jsonProblem(text: string): string | undefined {
  const message = complaint(text);
  if (message === undefined) return undefined;
  const position = firstBad(text);
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const near = text.slice(Math.max(0, position - AROUND), position + AROUND);
  const what = message.replace(/,? in JSON at position.*$/s, '').replace(/, (\.\.\.)?"[\s\S]*$/, '');
  return `${what} at line ${line}, column ${position - before.lastIndexOf('\n')}, near ${JSON.stringify(near)}`;
}

/** How much of the text is shown on each side, in characters. */
const AROUND = 20;

/**
 * The position of the character that no continuation can mend, or the end. The engine names it for some mistakes only, so it
 * is sought by halving: a start of the text that is merely unfinished ends before it.
 */
function firstBad(text: string): number {
  let [sound, bad] = [0, text.length + 1];
  while (bad - sound > 1) {
    const middle = (sound + bad) >> 1;
    if (isUnfinished(text.slice(0, middle))) sound = middle;
    else bad = middle;
  }
  return sound;
}

function isUnfinished(start: string): boolean {
  const message = complaint(start);
  if (message === undefined || /^(Unexpected end|Unterminated string)/.test(message)) return true;
  return Number(/at position (\d+)/.exec(message)?.[1]) >= start.length;
}

function complaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** Text that holds a JSON array or object becomes the value; anything else stays for the schema to refuse. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  const read = readJsonText(value);
  return 'value' in read ? read.value : value;
}
