import { isObject } from '../../base/is-object.ts';
import { pushAll } from '../../base/iterables.ts';
import type { Archive } from '../../domain/records.ts';
import type { Backend } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { damaged } from '../failure.ts';
import { archivePath } from '../layout.ts';
import type { ArchivedRow } from './file.ts';
import { type ArchiveFile, archiveSourceKey } from './file.ts';
import {
  type ArchiveTable,
  areEntries,
  entryWidth,
  idKey,
  type RowSpan,
  spansOf,
  TABLE_NAMES,
  type TableName,
  tableEntries,
} from './tables.ts';

/** Selects the rows that match an entry of any of these lists. */
export interface ArchiveQuery {
  ids?: readonly number[];
  /** Complete uuids or prefixes of uuids. */
  uuids?: readonly string[];
  sources?: readonly string[];
}

/** Reads one archive file, and only the requested parts of it. Throws a `store` error for a missing or damaged file. */
export interface ArchiveReader {
  find(asked: ArchiveQuery): Promise<ArchivedRow[]>;
  /** Yields all rows, sorted by task number. */
  rows(): AsyncGenerator<ArchivedRow>;
  /** Checks the whole file against its hash. Call it before copying the file's content. */
  verify(): Promise<void>;
  /** Returns the hashes of the blobs that the file's rows reference, except those of restored tasks. */
  blobs(): Promise<string[]>;
}

/** Maximum number of keys that are looked up one by one. For more keys, the complete table is read. */
const FEW = 8;
/** Number of bytes of rows per read. */
const PIECE = 1 << 20;

export function readArchive(backend: Backend, about: ArchiveFile & Pick<Archive, 'out'>): ArchiveReader {
  const path = archivePath(about.file);
  const file = `${backend.location}/${path}`;
  const bytesOf = async (from: number, to: number): Promise<Buffer> => {
    if (from === to) return Buffer.of();
    const bytes = await backend.get(path, { from, to });
    if (bytes?.length === to - from) return bytes;
    throw damaged(file, bytes ? 'it is too short' : 'it is missing');
  };
  const tableOf = (name: TableName): ArchiveTable => {
    const [start, end] = [about.tables[name], about.tables[TABLE_NAMES[TABLE_NAMES.indexOf(name) + 1] ?? 'end']];
    const width = entryWidth(name);
    const read = async (from: number, to: number) => {
      const bytes = await bytesOf(start + from * width, start + to * width);
      if (bytes.length === 0 || areEntries(bytes, name)) return bytes;
      throw damaged(file, `its table of ${name} is not a table`);
    };
    return { name, count: Math.floor((end - start) / width), read };
  };
  const spansOfAll = async (name: TableName, keys: readonly string[]): Promise<RowSpan[]> => {
    const table = keys.length > FEW ? await inMemory(tableOf(name)) : tableOf(name);
    const found: RowSpan[] = [];
    for (const key of keys) pushAll(found, await spansOf(table, key));
    return found;
  };
  return {
    async find({ ids = [], uuids = [], sources = [] }) {
      const within = ids.filter((id) => id >= about.from && id <= about.to);
      const spans = [
        ...(await spansOfAll('ids', within.map(idKey))),
        ...(await spansOfAll('uuids', uuids)),
        ...(await spansOfAll('sources', sources.map(archiveSourceKey))),
      ];
      const rows = new Map<number, ArchivedRow>();
      for (const { at, length } of spans) if (!rows.has(at)) rows.set(at, parsed(await bytesOf(at, at + length), file));
      return [...rows.values()];
    },
    async *rows() {
      const end = about.tables.ids;
      let rest = Buffer.of();
      for (let at = 0; at < end; at += PIECE) {
        const bytes = Buffer.concat([rest, await bytesOf(at, Math.min(end, at + PIECE))]);
        let from = 0;
        for (let cut = bytes.indexOf(BREAK); cut !== -1; cut = bytes.indexOf(BREAK, from)) {
          yield parsed(bytes.subarray(from, cut), file);
          from = cut + 1;
        }
        rest = bytes.subarray(from);
      }
      if (rest.length > 0) throw damaged(file, 'its last row is cut off');
    },
    async verify() {
      const bytes = await backend.get(path);
      if (!bytes) throw damaged(file, 'it is missing');
      if (!about.file.endsWith(sha256(bytes))) throw damaged(file, 'its content does not match its name');
    },
    async blobs() {
      const out = new Set((await spansOfAll('uuids', about.out ?? [])).map(({ at }) => at));
      const entries = await tableEntries(tableOf('blobs'));
      return [...new Set(entries.filter(({ at }) => !out.has(at)).map(({ key }) => key))];
    },
  };
}

const BREAK = 0x0a;

async function inMemory({ name, count, read }: ArchiveTable): Promise<ArchiveTable> {
  const bytes = await read(0, count);
  const width = entryWidth(name);
  return { name, count, read: async (from, to) => bytes.subarray(from * width, to * width) };
}

function parsed(line: Buffer, file: string): ArchivedRow {
  try {
    const row: unknown = JSON.parse(line.toString());
    if (isRow(row)) return row;
  } catch (error) {
    throw damaged(file, 'a row is not JSON', error);
  }
  throw damaged(file, 'a row is not a task');
}

/**
 * Checks that a value is a row. A record has the type of its kind, as in the state: it was checked when it was written, and
 * the file by its hash.
 */
function isRow(value: unknown): value is ArchivedRow {
  if (!isObject(value)) return false;
  const { id, uuid, source, at, records } = value;
  return (
    typeof id === 'number' &&
    [uuid, at, source ?? ''].every((text) => typeof text === 'string') &&
    Array.isArray(records) &&
    records.length > 0 &&
    records.every(
      (one) => Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'string' && isObject(one[2]),
    )
  );
}
