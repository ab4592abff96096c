/** The position of a value in a valid JSON text, with those of its parts. */
export interface JsonSpan {
  from: number;
  /** The position after the value. */
  to: number;
  /** The members of an object, in the order of the text; `from` is the position of the key. */
  members?: { name: string; from: number; value: JsonSpan }[];
  /** The elements of an array. */
  elements?: JsonSpan[];
}

/**
 * Finds the positions of all values in a JSON text. A caller can then change a value and keep the rest of the text.
 * @param text valid JSON, of a depth that {@link readJsonText} accepts
 */
export function jsonSpans(text: string): JsonSpan {
  return value(text, blanks(text, 0));
}

function value(text: string, from: number): JsonSpan {
  if (text[from] === '{') return object(text, from);
  if (text[from] === '[') return array(text, from);
  if (text[from] === '"') return { from, to: stringEnd(text, from) };
  let to = from;
  while (to < text.length && !/[\s,\]}]/.test(text[to]!)) to++;
  return { from, to };
}

function object(text: string, from: number): JsonSpan {
  const members: NonNullable<JsonSpan['members']> = [];
  let at = blanks(text, from + 1);
  while (text[at] !== '}') {
    const end = stringEnd(text, at);
    const inner = value(text, blanks(text, blanks(text, end) + 1));
    members.push({ name: JSON.parse(text.slice(at, end)) as string, from: at, value: inner });
    at = next(text, inner.to);
  }
  return { from, to: at + 1, members };
}

function array(text: string, from: number): JsonSpan {
  const elements: JsonSpan[] = [];
  let at = blanks(text, from + 1);
  while (text[at] !== ']') {
    const inner = value(text, at);
    elements.push(inner);
    at = next(text, inner.to);
  }
  return { from, to: at + 1, elements };
}

/** Returns the position of the next element, or of the closing bracket. */
function next(text: string, from: number): number {
  const at = blanks(text, from);
  return text[at] === ',' ? blanks(text, at + 1) : at;
}

function blanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  return at;
}

function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
