import type { SqlDatabase, SqliteValue } from './sqlite-library.ts';

export interface Database {
  tables: readonly string[];
  /** Returns the rows of a table by column name. Empty for an unknown table. @throws Damaged */
  rows(table: string): Record<string, SqliteValue>[];
}

/** Reads a copy of an SQLite database and its log in memory. Writes nothing. @throws Damaged with the reason */
export async function readDatabase<T>(
  file: Buffer,
  log: Buffer | undefined,
  read: (database: Database) => T,
): Promise<T> {
  const whole = withLog(file, log);
  const { loadSqlite } = await import('./sqlite-library.ts');
  const { Database } = await loadSqlite();
  const database = orDamaged(() => new Database(whole));
  try {
    return read(opened(database));
  } finally {
    database.close();
  }
}

/** Opens a database. First checks it, because SQLite reads parts of a damaged file without an error. */
function opened(database: SqlDatabase): Database {
  const ask = (sql: string) => orDamaged(() => database.exec(sql))[0];
  const check = ask('PRAGMA quick_check(1)');
  const found = String(check?.values[0]?.[0]);
  if (found !== 'ok') throw new Damaged(found.replaceAll(/\s+/g, ' ').slice(0, 200));
  const names = ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  const tables = (names?.values ?? []).map(([name]) => String(name));
  return {
    tables,
    rows: (table) => {
      if (!tables.includes(table)) return [];
      const result = ask(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
      return (result?.values ?? []).map((values) =>
        Object.fromEntries(result!.columns.map((column, i) => [column, values[i] ?? null])),
      );
    },
  };
}

/** Converts any SQLite error to {@link Damaged}. */
function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Damaged((error as Error).message);
  }
}

/** Thrown if the file isn't a valid database. */
export class Damaged extends Error {}

export const MAGIC = 'SQLite format 3\0';

/**
 * Adds the committed pages of a write-ahead log to the database file (https://www.sqlite.org/fileformat2.html, 4).
 * SQLite gets only these bytes, because it has no disk on which it could find the log.
 * @throws Damaged
 */
function withLog(file: Buffer, log?: Buffer): Buffer {
  if (file.length < 512 || file.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new Damaged('it is no SQLite database');
  const written = file.readUInt16BE(16);
  const size = written === 1 ? 65_536 : written;
  if (size < 512 || (size & (size - 1)) !== 0) throw new Damaged(`a page of ${size} bytes`);
  const newer = log && log.length > HEADER ? committed(log, size) : new Map<number, Buffer>();
  const pages = Math.max(Math.ceil(file.length / size), ...newer.keys());
  if (pages * size > MOST) throw new Damaged('its log names pages far beyond its end');
  const whole = Buffer.alloc(newer.size > 0 ? pages * size : file.length);
  file.copy(whole);
  for (const [number, page] of newer) page.copy(whole, (number - 1) * size);
  // Sets the file format to "no log" for reading and writing.
  whole.fill(1, 18, 20);
  return whole;
}

/** Maximum size of a database, in bytes. */
const MOST = 128 * 1024 * 1024;

const HEADER = 32;
const FRAME = 24;

/**
 * Returns the newest version of each page up to the last commit in the log. Frames after it, and frames with a wrong
 * checksum, were never committed.
 */
function committed(log: Buffer, size: number): Map<number, Buffer> {
  const done = new Map<number, Buffer>();
  const magic = log.readUInt32BE(0);
  if ((magic | 1) !== 0x377f0683 || log.readUInt32BE(8) !== size) return done;
  const sums = summing(magic === 0x377f0683);
  let sum = sums([0, 0], log.subarray(0, 24));
  const pending = new Map<number, Buffer>();
  for (let at = HEADER; at + FRAME + size <= log.length; at += FRAME + size) {
    const page = log.subarray(at + FRAME, at + FRAME + size);
    sum = sums(sums(sum, log.subarray(at, at + 8)), page);
    const isSound = sum[0] === log.readUInt32BE(at + 16) && sum[1] === log.readUInt32BE(at + 20);
    if (!isSound || log.compare(log, 16, 24, at + 8, at + 16) !== 0) break;
    pending.set(Math.max(1, log.readUInt32BE(at)), page);
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, bytes] of pending) done.set(number, bytes);
    pending.clear();
  }
  return done;
}

type Sum = readonly [number, number];

function summing(bigEndian: boolean): (sum: Sum, bytes: Buffer) => Sum {
  return ([first, second], bytes) => {
    let [a, b] = [first, second];
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const [x, y] = bigEndian
        ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
        : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
      a = (a + x + b) >>> 0;
      b = (b + y + a) >>> 0;
    }
    return [a, b];
  };
}
