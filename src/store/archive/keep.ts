import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { keep } from '../blobs/blobs.ts';
import { archivePath } from '../layout.ts';
import type { Change } from '../state/change.ts';
import { type ArchiveFile, archiveFile } from './file.ts';
import type { ArchivedRow } from './row.ts';

/** Limits of one file in rows and bytes, since joining files reads them whole. A single row may be longer. */
const MOST = { rows: 20_000, bytes: 1 << 25 } as const;

/** Keeps rows durably, in as many files as they need. To be called before the write that names these. `quarter`: `2026-Q3`. */
export async function putArchive(
  backend: Backend,
  quarter: string,
  rows: readonly ArchivedRow[],
): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const part of parted(rows.toSorted((a, b) => a.id - b.id))) {
    const { about, bytes } = archiveFile(quarter, part);
    await keep(backend, archivePath(about.file), bytes);
    files.push(about);
  }
  return files;
}

function parted(rows: readonly ArchivedRow[]): ArchivedRow[][] {
  const parts: ArchivedRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const { length } = JSON.stringify(row);
    const last = parts.at(-1);
    if (last && last.length < MOST.rows && bytes + length <= MOST.bytes) last.push(row);
    else {
      parts.push([row]);
      bytes = 0;
    }
    bytes += length;
  }
  return parts;
}

/** How many rows a file may have that others are put together with: beyond that it stays as it is. */
export const MOST_ROWS = MOST.rows;

/**
 * To be called before a write that names files which nobody named for a while, or no more: the ones may be garbage by now, the others
 * shall not be for a day.
 * @throws BacklogError `conflict` when one of the first is gone
 */
export async function reviveArchives(backend: Backend, changes: readonly Change[]): Promise<void> {
  for (const { kind, id, before } of changes) {
    if (kind !== 'archive' || (await renewArchive(backend, id)) || before !== null) continue;
    const path = archivePath(id);
    throw new BacklogError('conflict', `the archive file ${id} that this would name again was removed since`, {
      hint: 'Its tasks are in a newer file, or in the queue: archive or restore them by their ids instead.',
      data: { file: `${backend.location}/${path}` },
    });
  }
}

/** Makes a file young: who still reads it, or makes a backup, has a day from here on. False when it is gone. */
export async function renewArchive(backend: Backend, name: string): Promise<boolean> {
  const path = archivePath(name);
  return backend.upkeep ? backend.upkeep.renew(path) : (await backend.get(path, FIRST)) !== null;
}

const FIRST = { from: 0, to: 1 } as const;
