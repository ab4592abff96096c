import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { GARBAGE_MS, putOrRenew } from '../blobs/blobs.ts';
import { ARCHIVE_FOLDER, archiveName, archivePath } from '../layout.ts';
import type { Change } from '../state/change.ts';
import type { State } from '../state/state.ts';
import type { ArchivedRow } from './file.ts';
import { type ArchiveFile, archiveFile } from './file.ts';

/** Maximum size of an archive file: merging reads whole files into memory. One row may exceed `bytes`. */
const MOST = { rows: 20_000, bytes: 1 << 25 } as const;

/**
 * Stores rows durably, in one or more archive files. Call it before the write that references the files. `quarter`
 * looks like `2026-Q3`.
 */
export async function putArchive(
  backend: Backend,
  quarter: string,
  rows: readonly ArchivedRow[],
): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const part of parted(rows.toSorted((a, b) => a.id - b.id))) {
    const { about, bytes } = archiveFile(quarter, part);
    await putOrRenew(backend, archivePath(about.file), bytes);
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

/** Minimum number of rows of an archive file that isn't merged with others. */
export const MOST_ROWS = MOST.rows;

/**
 * Renews archive files before a write that adds or removes references to them. An unreferenced file may be deleted
 * already. A file that becomes unreferenced must stay for a day.
 * @throws BacklogError `conflict` if a file that the write references again is missing
 */
export async function reviveArchives(backend: Backend, changes: readonly Change[]): Promise<void> {
  for (const { kind, id, before } of changes) {
    if (kind !== 'archive' || (await renewArchive(backend, id)) || before !== null) continue;
    const path = archivePath(id);
    throw new BacklogError('conflict', `the archive file ${id} of that change was removed since`, {
      hint: 'Its tasks are in a newer file or in the queue. Archive or restore them by their ids.',
      data: { file: `${backend.location}/${path}` },
    });
  }
}

/**
 * Sets an archive file's time to now, so that readers and backups can use it for another day.
 * @returns false if the file is missing
 */
export async function renewArchive(backend: Backend, name: string): Promise<boolean> {
  const path = archivePath(name);
  return backend.garbage ? backend.garbage.renew(path) : (await backend.get(path, FIRST)) !== null;
}

const FIRST = { from: 0, to: 1 } as const;

/**
 * Deletes archive files that no record references and that nobody stored or renewed for a day: merged files, and files of
 * a writer that ended before its commit. `now` is in milliseconds since the epoch.
 */
export async function removeUnnamedArchives(
  backend: Backend,
  { state, now, refresh }: { state: State; now: number; refresh: () => Promise<void> },
): Promise<number> {
  const old = await backend.garbage?.old(ARCHIVE_FOLDER, { age: GARBAGE_MS, now });
  if (!old || old.paths.length === 0) return 0;
  await refresh();
  return old.remove(
    old.paths.filter((path) => {
      const file = archiveName(path.slice(ARCHIVE_FOLDER.length + 1));
      return file !== null && !state.get('archive', file);
    }),
  );
}
