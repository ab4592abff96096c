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
