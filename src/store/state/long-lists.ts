import { type Elements, longList, partsOf } from '../../base/long-list.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged } from '../failure.ts';
import type { RecordFields } from './change.ts';
import type { Records } from './state.ts';

/**
 * The file of a checkpoint for long lists (notes, criteria with their evidence, versions). It contains one list per
 * line, sorted by kind, id and field. A record's line in its kind's file contains the positions of its lists. Lists are
 * read on demand.
 */

/** The file's name in a checkpoint's folder. */
export const LISTS = '_lists.ndjson';

/**
 * Position of one list: number of elements, first byte, end (the byte after the last one), start of the hash and, for
 * some fields, the last element.
 */
export type ListPlace = readonly [count: number, from: number, to: number, sum: string, last?: unknown];

/** Positions of one record's lists, by field. */
export type ListPlaces = Readonly<Record<string, ListPlace>>;

/** Minimum length of a list's JSON, in bytes. A shorter list stays in its record. */
const LEAST_BYTES = 256;
/** Number of stored digits of a list's SHA-256. They are enough to detect damage. */
const SUM_DIGITS = 16;

/** Returns a record with its long lists, each of which is read on demand. */
export function withLists(
  record: RecordFields,
  places: ListPlaces | undefined,
  lists: HeldFile | undefined,
): RecordFields {
  if (!places) return record;
  if (!lists) throw new SyntaxError('a record has lists elsewhere, and there are none');
  const whole: Record<string, unknown> = { ...record };
  for (const [field, place] of Object.entries(places)) whole[field] = longList(new StoredList(lists, place));
  return whole;
}

/** Opens the long lists of a checkpoint. Returns null if the file is missing or has another length. */
export async function holdLists(backend: Backend, path: string, bytes: number): Promise<HeldFile | null> {
  const held = backend.hold
    ? await backend.hold(path)
    : inMemory(await backend.get(path), `${backend.location}/${path}`);
  return held?.size === bytes ? held : null;
}

/** Yields the lines of a file of lists, and adds the position of each list to `places`. */
export function* listPieces(
  kinds: ReadonlyMap<string, Records>,
  rules: KindRules,
  places: Map<string, Map<string, ListPlaces>>,
): Generator<Buffer> {
  let from = 0;
  for (const kind of [...kinds.keys()].sort()) {
    const apart = Object.entries(rules[kind]?.apart ?? {}).sort();
    if (apart.length === 0) continue;
    const records = kinds.get(kind)!;
    const ofKind = new Map<string, ListPlaces>();
    places.set(kind, ofKind);
    for (const id of [...records.keys()].sort()) {
      const record = records.get(id)!;
      const ofRecord: Record<string, ListPlace> = {};
      for (const [field, keeps] of apart) {
        const list = record[field];
        if (!Array.isArray(list)) continue;
        const written = writtenList(list);
        if (!written) continue;
        const to = from + written.bytes.length;
        const last = keeps === 'all but the last' ? [list.at(-1)] : [];
        ofRecord[field] = [list.length, from, to, written.sum, ...last] as unknown as ListPlace;
        yield written.bytes;
        yield BREAK;
        from = to + BREAK.length;
      }
      if (Object.keys(ofRecord).length > 0) ofKind.set(id, ofRecord);
    }
  }
}

const BREAK = Buffer.from('\n');

/** Returns the stored JSON of a long list, without parsing or formatting its elements. */
function writtenList(list: readonly unknown[]): { bytes: Buffer; sum: string } | undefined {
  const parts = partsOf(list);
  const stored = parts?.start instanceof StoredList ? parts.start : undefined;
  if (!stored) {
    const bytes = Buffer.from(JSON.stringify(list));
    return bytes.length < LEAST_BYTES ? undefined : { bytes, sum: sumOf(bytes) };
  }
  const before = stored.bytes();
  if (parts!.tail.length === 0) return { bytes: Buffer.from(before), sum: stored.sum };
  const tail = JSON.stringify(parts!.tail);
  const bytes = Buffer.concat([before.subarray(0, -1), Buffer.from(`,${tail.slice(1)}`)]);
  return { bytes, sum: sumOf(bytes) };
}

class StoredList implements Elements {
  readonly length: number;
  readonly last: unknown;
  readonly sum: string;
  readonly #file: HeldFile;
  readonly #from: number;
  readonly #to: number;

  constructor(file: HeldFile, [count, from, to, sum, last]: ListPlace) {
    this.length = count;
    this.last = last;
    this.sum = sum;
    this.#file = file;
    this.#from = from;
    this.#to = to;
  }

  /** @throws BacklogError `store` if bytes or number of elements differ from those written */
  read(): unknown[] {
    const elements = JSON.parse(this.bytes().toString()) as unknown[];
    if (elements.length !== this.length)
      throw damaged(
        this.#file.location,
        `expected ${this.length} elements at byte ${this.#from}, found ${elements.length}`,
      );
    return elements;
  }

  /**
   * Searches the list's bytes, because parsing thousands of lists would take much memory. `JSON.stringify` wrote them,
   * so a string that contains the text also contains it in its JSON. The exception is half of a surrogate pair.
   * @throws BacklogError `store` if the bytes differ from those written
   */
  mayMention(text: string): boolean {
    return HALF_A_PAIR.test(text) || this.bytes().includes(JSON.stringify(text).slice(1, -1));
  }

  /** @throws BacklogError `store` if the bytes differ from those written */
  bytes(): Buffer {
    const bytes = this.#file.read(this.#from, this.#to);
    if (sumOf(bytes) !== this.sum)
      throw damaged(this.#file.location, `bytes ${this.#from} to ${this.#to} are not what was written`);
    return bytes;
  }
}

const HALF_A_PAIR = /\p{Surrogate}/u;

function inMemory(bytes: Buffer | null, location: string): HeldFile | null {
  return bytes && { location, size: bytes.length, read: (from, to) => bytes.subarray(from, to) };
}

function sumOf(bytes: Buffer): string {
  return sha256(bytes).slice(0, SUM_DIGITS);
}
