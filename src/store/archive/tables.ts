/** The lookup tables after the rows of an archive file, in file order, with the width of their keys. */
const TABLES = { ids: 15, uuids: 36, sources: 64, blobs: 64 } as const;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** Position of a row in its file, in bytes. */
export interface RowSpan {
  at: number;
  length: number;
}

/** Number of characters of an entry besides its key: `["…",            0,         0]` and a line break. */
const AROUND = 2 + 2 + 12 + 1 + 10 + 2;

/** Returns the length of an entry in bytes. It is the same for all entries of a table, which allows a binary search. */
export function entryWidth(table: TableName): number {
  return TABLES[table] + AROUND;
}

/** Formats an entry of a table: valid JSON of a fixed width. */
export function tableEntryText(key: string, { at, length }: RowSpan): string {
  return `["${key}",${String(at).padStart(12)},${String(length).padStart(10)}]\n`;
}

/** Checks that the first and the last entry have the expected form. */
export function areEntries(bytes: Buffer, table: TableName): boolean {
  const last = bytes.length - entryWidth(table);
  return [0, last].every((at) => bytes.toString('latin1', at, at + 2) === '["') && bytes.at(-2) === 0x5d;
}

/** Returns the key of the table `ids` for a task number. */
export function idKey(id: number): string {
  return String(id).padStart(TABLES.ids, '0');
}

/** A lookup table of one archive file. It is read in parts. */
export interface ArchiveTable {
  name: TableName;
  count: number;
  /** Returns the bytes of the entries `from` to `to - 1`. */
  read(from: number, to: number): Promise<Buffer>;
}

/**
 * Number of entries per read. One read usually contains the searched entry, because hashes and random uuids are evenly
 * distributed.
 */
const AT_ONCE = 512;

/** Finds the rows whose key starts with a text or is the text. In most tables, each key has one entry. */
export async function spansOf(table: ArchiveTable, key: string): Promise<RowSpan[]> {
  const { name, count, read } = table;
  const width = entryWidth(name);
  let [low, high] = [0, count];
  for (let middle = likelyAt(table, key); low < high; middle = (low + high) >> 1) {
    const from = Math.max(low, Math.min(middle - AT_ONCE / 2, high - AT_ONCE));
    const to = Math.min(high, from + AT_ONCE);
    const bytes = await read(from, to);
    if (from > low && keyAt(bytes, 0, name) >= key) high = from;
    else if (to < high && keyAt(bytes, bytes.length - width, name) < key) low = to;
    else {
      const first = firstIn(bytes, key, name);
      const isMiss = first * width < bytes.length && !keyAt(bytes, first * width, name).startsWith(key);
      return isMiss ? [] : beginning(table, key, from + first);
    }
  }
  return beginning(table, key, low);
}

/**
 * Estimates the position of a key. The estimate is close for hashes and random uuids, which are evenly distributed. For
 * task numbers, it is the middle of the table.
 */
function likelyAt({ name, count }: ArchiveTable, key: string): number {
  const digits = name === 'ids' ? Number.NaN : Number.parseInt(key.slice(0, 8).padEnd(8, '0'), 16);
  return Math.floor(count * (Number.isNaN(digits) ? 0.5 : digits / 2 ** 32));
}

/** Returns the index of the first entry whose key isn't less than the given one. */
function firstIn(bytes: Buffer, key: string, name: TableName): number {
  const width = entryWidth(name);
  let [low, high] = [0, bytes.length / width];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyAt(bytes, middle * width, name) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of further entries to read for rows with the same key. Few rows share a key. */
const ALIKE = 4;

async function beginning({ name, count, read }: ArchiveTable, key: string, first: number): Promise<RowSpan[]> {
  const width = entryWidth(name);
  const found: RowSpan[] = [];
  for (let from = first; from < count; from += ALIKE) {
    const bytes = await read(from, Math.min(count, from + ALIKE));
    for (let at = 0; at < bytes.length; at += width) {
      if (!keyAt(bytes, at, name).startsWith(key)) return found;
      found.push(spanAt(bytes, at + width));
    }
  }
  return found;
}

/** Returns all keys of a table, with the position of each row. */
export async function tableEntries({ name, count, read }: ArchiveTable): Promise<{ key: string; at: number }[]> {
  const [bytes, width] = [await read(0, count), entryWidth(name)];
  return Array.from({ length: count }, (_, i) => ({
    key: keyAt(bytes, i * width, name),
    at: spanAt(bytes, (i + 1) * width).at,
  }));
}

function keyAt(bytes: Buffer, at: number, name: TableName): string {
  return bytes.toString('latin1', at + 2, at + 2 + TABLES[name]);
}

/** Reads a row's position from the table entry that ends at `end`. */
function spanAt(bytes: Buffer, end: number): RowSpan {
  const [at, length] = bytes
    .toString('latin1', end - 2 - 10 - 1 - 12, end - 2)
    .split(',')
    .map(Number);
  return { at: at!, length: length! };
}
