import { Damaged, type Pages } from './pages.ts';

export type Value = null | number | string | Buffer;

/** Kinds of pages of a tree. */
const [INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF] = [0x02, 0x05, 0x0a, 0x0d];
/** More bytes than this are in no record that is worth reading. */
const MOST = 64 * 1024 * 1024;

export interface Stored {
  /** 0 in a table without such. */
  rowid: number;
  values: Value[];
}

/** The records of a tree in order. @throws Damaged */
export function* recordsOf(pages: Pages, root: number, seen = new Set<number>()): Generator<Stored> {
  if (seen.has(root)) throw new Damaged(`page ${root} is there twice`);
  seen.add(root);
  const page = pages.page(root);
  const start = root === 1 ? 100 : 0;
  const kind = page[start]!;
  const isInner = kind === TABLE_INNER || kind === INDEX_INNER;
  if (!isInner && kind !== TABLE_LEAF && kind !== INDEX_LEAF)
    throw new Damaged(`page ${root} is of no kind that is known`);
  const count = page.readUInt16BE(start + 3);
  for (let i = 0; i < count; i++) {
    const at = page.readUInt16BE(start + (isInner ? 12 : 8) + 2 * i);
    if (isInner) yield* recordsOf(pages, page.readUInt32BE(at), seen);
    if (kind !== TABLE_INNER) yield readCell(pages, page, { at: isInner ? at + 4 : at, isTable: kind === TABLE_LEAF });
  }
  if (isInner) yield* recordsOf(pages, page.readUInt32BE(start + 8), seen);
}

function readCell(pages: Pages, page: Buffer, { at, isTable }: { at: number; isTable: boolean }): Stored {
  const [length, afterLength] = varint(page, at);
  const [rowid, start] = isTable ? varint(page, afterLength) : [0, afterLength];
  if (length > MOST) throw new Damaged(`a record of ${length} bytes`);
  return { rowid, values: readRecord(payload(pages, page, { start, length, isTable }), pages.encoding) };
}

/** What of a record does not fit its page goes on in a chain of others. */
function payload(
  { page: pageAt, usable }: Pages,
  page: Buffer,
  { start, length, isTable }: { start: number; length: number; isTable: boolean },
): Buffer {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return page.subarray(start, start + length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wish = least + ((length - least) % (usable - 4));
  const here = wish <= most ? wish : least;
  const parts = [page.subarray(start, start + here)];
  let next = page.readUInt32BE(start + here);
  for (let left = length - here; left > 0; left -= usable - 4) {
    const more = pageAt(next);
    parts.push(more.subarray(4, 4 + Math.min(left, usable - 4)));
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function readRecord(bytes: Buffer, encoding: Pages['encoding']): Value[] {
  const [header, first] = varint(bytes, 0);
  const values: Value[] = [];
  let body = header;
  for (let at = first; at < header; ) {
    const [type, after] = varint(bytes, at);
    at = after;
    const size = sizeOf(type);
    if (body + size > bytes.length) throw new Damaged('a record is cut');
    values.push(readValue(type, bytes.subarray(body, body + size), encoding));
    body += size;
  }
  return values;
}

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  return type < 12 ? (SIZES[type] ?? 0) : (type - (type % 2 === 0 ? 12 : 13)) / 2;
}

function readValue(type: number, bytes: Buffer, encoding: Pages['encoding']): Value {
  if (type === 0) return null;
  if (type <= 5) return bytes.readIntBE(0, bytes.length);
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 8 || type === 9) return type - 8;
  if (type % 2 === 0) return bytes;
  return encoding === 'utf16be' ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString(encoding);
}

/** A number of one to nine bytes, seven bits in each but the last. */
function varint(bytes: Buffer, at: number): [value: number, after: number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return [value * 256 + bytes.readUInt8(at + 8), at + 9];
}
