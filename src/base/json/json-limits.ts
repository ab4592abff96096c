/** Lists and objects within each other that a message may have: more than any command takes, and far less than the stack does. */
export const DEEPEST = 200;

/** Is the value of a text of JSON nested deeper? Level by level, so that no depth takes the stack. Each level takes two characters, so short texts need no look. */
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
 * The same of the text alone, before anybody takes the time and the memory to make a value of it: is it nested too deep, or has it more
 * values than these?
 */
export function isTextTooLarge(text: string, values = Number.POSITIVE_INFINITY): 'deep' | 'many' | undefined {
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
