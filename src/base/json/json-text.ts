/**
 * Parses a JSON text. Refuses text nested deeper than {@link DEEPEST}.
 * @param describe describes the error. By default it searches for the position, which takes several times as long as
 * parsing
 * @returns the value, or a description of the error
 */
export function readJsonText(text: string, describe = jsonProblem): { value: unknown } | { problem: string } {
  if (jsonExcess(text) === 'deep') return { problem: `more than ${DEEPEST} lists and objects within each other` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: describe(text) ?? 'it ends too early' };
  }
}

/**
 * Describes the first error of a JSON text and its position: `Expected property name or '}' at line 1, column 2, near
 * "{bad"`.
 * @returns undefined for valid JSON
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

/** Number of characters that an error message shows on each side of the error. */
const AROUND = 20;

/**
 * Returns the position of the first character that makes the text invalid, or the text's end. JavaScript's parser
 * reports positions for some errors only. This function uses a binary search instead: a text that is cut before the
 * error is incomplete, but not invalid.
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

/** Parses a text that contains a JSON array or object. Returns anything else unchanged, for the schema to reject. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  const read = readJsonText(value);
  return 'value' in read ? read.value : value;
}

/** Maximum depth of nested lists and objects in a JSON message. No command needs more. */
export const DEEPEST = 200;

/**
 * Checks whether a parsed JSON value is nested deeper than {@link DEEPEST}. It descends level by level, without
 * recursion. It doesn't examine texts that are too short for so many brackets.
 */
export function isTooDeep(text: string, value: unknown): boolean {
  if (text.length < 2 * DEEPEST) return false;
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/**
 * Checks a JSON text before it is parsed, to save time and memory.
 * @returns `deep` if it is nested deeper than {@link DEEPEST}, `many` if it has more than `values` values, otherwise
 * undefined
 */
export function jsonExcess(text: string, values = Number.POSITIVE_INFINITY): 'deep' | 'many' | undefined {
  let depth = 0;
  let separated = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfString(text, at);
    else if (sign === SQUARE || sign === CURLY) depth++;
    else if (sign === SQUARE + 2 || sign === CURLY + 2) depth--;
    else if (sign === COMMA && ++separated >= values) return 'many';
    if (depth > DEEPEST) return 'deep';
  }
  return undefined;
}

const [QUOTE, COMMA, BACKSLASH, SQUARE, CURLY] = [34, 44, 92, 91, 123];

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let from = end;
    while (text.charCodeAt(from - 1) === BACKSLASH) from--;
    if ((end - from) % 2 === 0) return end;
  }
  return text.length;
}
