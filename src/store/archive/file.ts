import type { Archive } from '../../domain/records.ts';
import { blobsNamedIn } from '../blobs/blobs.ts';
import { sha256 } from '../blobs/sha256.ts';
import type { RecordFields } from '../state/change.ts';
import { idKey, type RowSpan, TABLE_NAMES, type TableName, tableEntryText } from './tables.ts';

/** The content of an archive file, as stored in its record. The time of archiving is not part of it. */
export type ArchiveFile = Pick<Archive, 'file' | 'count' | 'from' | 'to' | 'tables'>;

/**
 * Builds an archive file: one line of JSON per row, sorted by task number, followed by lookup tables. The tables let a
 * reader find one row without reading the others. The same rows always give the same bytes. `quarter` looks like
 * `2026-Q3`.
 */
export function archiveFile(quarter: string, given: readonly ArchivedRow[]): { about: ArchiveFile; bytes: Buffer } {
  const rows = given.toSorted((a, b) => a.id - b.id || (a.uuid < b.uuid ? -1 : 1));
  const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`));
  let end = 0;
  const spans = lines.map(({ length }): RowSpan => {
    end += length;
    return { at: end - length, length };
  });
  const tables: Archive['tables'] = { end: 0, ids: 0, uuids: 0, sources: 0, blobs: 0 };
  const parts = [...lines];
  for (const table of TABLE_NAMES) {
    tables[table] = end;
    const text = Buffer.from(tableText(table, rows, spans));
    parts.push(text);
    end += text.length;
  }
  tables.end = end;
  const bytes = Buffer.concat(parts);
  const [from, to] = [rows[0]?.id ?? 0, rows.at(-1)?.id ?? 0];
  return { about: { file: `${quarter}-${sha256(bytes)}`, count: rows.length, from, to, tables }, bytes };
}

function tableText(table: TableName, rows: readonly ArchivedRow[], spans: readonly RowSpan[]): string {
  const entries = rows.flatMap((row, i) => KEYS[table](row).map((key) => tableEntryText(key, spans[i]!)));
  return entries.sort().join('');
}

/** Returns, for each table, the keys by which a row is found. */
const KEYS: Readonly<Record<TableName, (row: ArchivedRow) => readonly string[]>> = {
  ids: ({ id }) => [idKey(id)],
  uuids: ({ uuid }) => [uuid],
  sources: ({ source }) => (source === undefined ? [] : [archiveSourceKey(source)]),
  blobs: ({ records }) => [...new Set(blobsNamedIn(JSON.stringify(records)))],
};

/** Returns the key of the table `sources` for a task's id in another tool. */
export function archiveSourceKey(source: string): string {
  return sha256(source);
}

/** One line of an archive file: a task and the records that were archived with it. */
export interface ArchivedRow {
  /** The task's number. */
  id: number;
  uuid: string;
  /** The task's id in another tool, in the form of {@link archiveSourceKey}'s argument. */
  source?: string;
  /** When the task was archived. */
  at: string;
  /** The archived records, starting with the task. */
  records: readonly (readonly [kind: string, id: string, record: RecordFields])[];
}
