import { copyFile, lstat, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from '../store/paths.ts';

const SECOND = 1000;

/**
 * Calls with a copy of the checkout's index in which files count as unchanged that were written in the same second: git compares those by
 * content at each look until somebody writes the index anew, which after a clone is all of them. Whatever writes to a file from now on changes
 * its times to a later second, so two looks tell every change between them. Undefined, which means the index itself, while that second lasts,
 * where the index is in another place, or where no temporary file can be written: that is slower, and as right.
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

/** undefined where there is no room for it. */
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
