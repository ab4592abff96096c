import { type Elements, longList, partsOf } from '../../base/long-list.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged } from '../failure.ts';
import type { RecordFields } from './change.ts';
import type { Records } from './state.ts';

/**
 * The long lists of a checkpoint (notes, criteria with their evidence, versions) are in a file of their own, one list a line, in order of
 * kinds, ids and fields. A line of a kind's file says where its lists are. Nobody reads one before it is asked for.
 */

/** Name of that file in the folder of a checkpoint. */
export const LISTS = '_lists.ndjson';

/** Where a list is: how many elements, its bytes `from` to `to - 1`, their sum's first digits, and the last element where it is kept at hand. */
export type ListPlace = readonly [count: number, from: number, to: number, sum: string, last?: unknown];

/** By field of one record. */
export type ListPlaces = Readonly<Record<string, ListPlace>>;

/** A list whose JSON is shorter stays in its record. */
const LEAST_BYTES = 256;
/** So much of a SHA-256 tells damage. */
const SUM_DIGITS = 16;

/** Puts the lists of a record in their fields, to be read when they are asked for. */
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

/** Opens the lists of a checkpoint; null when there are none, or not as many bytes as were written. */
export async function holdLists(backend: Backend, path: string, bytes: number): Promise<HeldFile | null> {
  const held = backend.hold
    ? await backend.hold(path)
    : inMemory(await backend.get(path), `${backend.location}/${path}`);
  return held?.size === bytes ? held : null;
}

/** Gives the lines of a file of lists, and notes in `places` where each list will be. */
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

/** The JSON of a long list; what is stored already is neither parsed nor made again. */
function writtenList(list: readonly unknown[]): { bytes: Buffer; sum: string } | undefined {
  const parts = partsOf(list);
  const stored = parts?.start instanceof StoredList ? parts.start : undefined;
  if (!stored) {
    const bytes = Buffer.from(JSON.stringify(list));
    return bytes.length < LEAST_BYTES ? undefined : { bytes, sum: sumOf(bytes) };
  }
  const before = stored.bytes();
  if (parts!.tail.length === 0) return { bytes: before, sum: stored.sum };
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

  /** @throws BacklogError `store` when they are not as many as were written, or others */
  read(): unknown[] {
    const elements = JSON.parse(this.bytes().toString()) as unknown[];
    if (elements.length !== this.length)
      throw damaged(
        this.#file.location,
        `expected ${this.length} elements at byte ${this.#from}, found ${elements.length}`,
      );
    return elements;
  }

  /** @throws BacklogError `store` when they are not what was written */
  bytes(): Buffer {
    const bytes = this.#file.read(this.#from, this.#to);
    if (sumOf(bytes) !== this.sum)
      throw damaged(this.#file.location, `bytes ${this.#from} to ${this.#to} are not what was written`);
    return bytes;
  }
}

function inMemory(bytes: Buffer | null, location: string): HeldFile | null {
  return bytes && { location, size: bytes.length, read: (from, to) => bytes.subarray(from, to) };
}

function sumOf(bytes: Buffer): string {
  return sha256(bytes).slice(0, SUM_DIGITS);
}
