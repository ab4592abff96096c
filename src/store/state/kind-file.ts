import { isAscii } from 'node:buffer';
import type { HeldFile } from '../backend.ts';
import type { RecordFields } from './change.ts';
import { type ListPlaces, withLists } from './long-lists.ts';
import type { Records } from './state.ts';

/**
 * Yields the text of a kind's file in pieces. The text is valid JSON with one record per line, sorted by id. The same
 * state always gives the same bytes. `places` has the positions of lists that are stored in another file.
 */
export function* kindPieces(
  records: Pick<Records, 'get' | 'keys'>,
  places?: ReadonlyMap<string, ListPlaces>,
): Generator<string> {
  const ids = [...records.keys()].sort();
  let piece = '[';
  for (const [i, id] of ids.entries()) {
    piece += `${i === 0 ? '\n' : ',\n'}${lineOf(id, records.get(id)!, places?.get(id))}`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]\n`;
}

const PIECE = 1 << 17;

/** Formats the line of a record. A list in another file leaves the value 0, to keep the order of fields. */
function lineOf(id: string, record: RecordFields, places: ListPlaces | undefined): string {
  if (!places) return JSON.stringify([id, record]);
  const here = Object.fromEntries(
    Object.entries(record).map(([field, value]) => [field, Object.hasOwn(places, field) ? 0 : value]),
  );
  return JSON.stringify([id, here, places]);
}

type Line = [id: string, record: RecordFields, places?: ListPlaces];

/** Returns lines of a file without long lists. Throws a SyntaxError if a line has positions of lists. */
function whole(lines: Line[]): [string, RecordFields][] {
  for (const line of lines) if (line.length !== 2) recordOf(line, undefined);
  return lines as unknown as [string, RecordFields][];
}

/** Parses the records of a kind's file, a few lines at a time. Throws a SyntaxError for a damaged file. */
export function* kindRuns(bytes: Buffer, lists?: HeldFile): Generator<[string, RecordFields][]> {
  const { start, end } = body(bytes);
  for (let from = start; from < end; ) {
    const cut = bytes.indexOf(BREAK, Math.min(from + PIECE, end));
    const lines = JSON.parse(inBrackets(bytes, from, cut)) as Line[];
    yield lists ? lines.map((line) => recordOf(line, lists)) : whole(lines);
    from = cut + 1;
  }
}

/** Finds one record by binary search, because the lines are sorted by id. Throws a SyntaxError for a damaged file. */
export function findRecord(bytes: Buffer, id: string, lists?: HeldFile): RecordFields | undefined {
  let { start, end } = body(bytes);
  while (start < end) {
    const line = bytes.lastIndexOf(BREAK, ((start + end) >> 1) - 1) + 1;
    const cut = bytes.indexOf(BREAK, line);
    const parsed = JSON.parse(withoutComma(bytes, line, cut)) as Line;
    const [found] = parsed;
    if (found === id) return recordOf(parsed, lists)[1];
    if (found < id) start = cut + 1;
    else end = line;
  }
  return undefined;
}

/**
 * Finds records whose JSON contains a text. Doesn't search lists that are stored in another file. Throws a SyntaxError
 * for a damaged file.
 */
export function* recordsMentioning(bytes: Buffer, text: string, lists?: HeldFile): Generator<[string, RecordFields]> {
  const { start, end } = body(bytes);
  for (let hit = bytes.indexOf(text, start); hit !== -1 && hit < end; ) {
    const line = bytes.lastIndexOf(BREAK, hit) + 1;
    const cut = bytes.indexOf(BREAK, hit);
    yield recordOf(JSON.parse(withoutComma(bytes, line, cut)) as Line, lists);
    hit = bytes.indexOf(text, cut);
  }
}

function recordOf([id, record, places]: Line, lists: HeldFile | undefined): [string, RecordFields] {
  return [id, withLists(record, places, lists)];
}

const BREAK = 0x0a;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Returns the position of the first record's line in a file, and the position of the line break after the last one. */
function body(bytes: Buffer): { start: number; end: number } {
  return { start: bytes.indexOf(BREAK) + 1, end: bytes.lastIndexOf(BREAK, bytes.length - 2) };
}

/**
 * Returns lines as the text of an array. It writes the brackets into the bytes around the lines while it reads them,
 * because a text that is put together takes a second copy of everything.
 */
function inBrackets(bytes: Buffer, from: number, to: number): string {
  const end = bytes[to - 1] === COMMA ? to - 1 : to;
  const [before, after] = [bytes[from - 1]!, bytes[end]!];
  try {
    bytes[from - 1] = OPEN;
    bytes[end] = CLOSE;
    return textOf(bytes, from - 1, end + 1);
  } finally {
    bytes[from - 1] = before;
    bytes[end] = after;
  }
}

function withoutComma(bytes: Buffer, from: number, to: number): string {
  return textOf(bytes, from, bytes[to - 1] === COMMA ? to - 1 : to);
}

/** Node reads ASCII in a fraction of the time when it is told so. */
function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString(isAscii(bytes.subarray(from, to)) ? 'latin1' : 'utf8', from, to);
}
