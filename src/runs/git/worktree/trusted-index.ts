import { copyFile, lstat, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from '../store/paths.ts';

const SECOND = 1000;

/**
 * Calls `look` with a copy of the checkout's index in which files of the index's own second count as unchanged. With
 * the real index, git compares these files by content every time; after a clone these are all files. Later writes
 * change a file's time, so two looks reveal every change between them.
 * Passes undefined for the real index during that second, if the index is in another place, or if no temporary file can
 * be written. That is slower, but as correct.
 */
export async function withTrustedIndex<T>(
  { folder }: GitRepository,
  look: (index: string | undefined) => Promise<T>,
): Promise<T> {
  const index = join(folder, '.git', 'index');
  const facts = await lstat(index).catch(() => undefined);
  if (!facts?.isFile() || Math.floor(facts.mtimeMs / SECOND) >= Math.floor(Date.now() / SECOND)) return look(undefined);
  const beside = await mkdtemp(join(tmpdir(), 'backlog-index-')).catch(() => undefined);
  if (beside === undefined) return look(undefined);
  try {
    return await look(await trustedCopy(index, join(beside, 'index')));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** undefined when the disk is full. */
async function trustedCopy(index: string, copy: string): Promise<string | undefined> {
  try {
    await copyFile(index, copy);
    const later = new Date(Date.now() + 60 * SECOND);
    await utimes(copy, later, later);
    return copy;
  } catch {
    return undefined;
  }
}
