import { copyFile, link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { isNoHardLinks } from '../../../store/index.ts';
import { removeIndex } from '../store/temporary-index.ts';
import type { CheckoutMove } from './checkout.ts';
import type { Deferral } from './deferral.ts';

/** Returns the paths of the files that a landing writes into a checkout's git folder. */
export function landingFiles({ checkout, new: to }: Pick<CheckoutMove, 'checkout' | 'new'>) {
  return {
    /** Git's lock of the index. While it exists, no other git writes the index. Its text identifies this landing. */
    lock: join(checkout.gitDir, 'index.lock'),
    lockText: `backlog landing ${to}\n`,
    /** Path of the index copy that the landing changes. It then replaces the real index in one step. */
    index: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.index`),
    /** Path of the index with which git writes the kept new files. It exists as long as git writes them. */
    newIndex: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.index.new`),
    /** Folder with copies of the files that a filter of the person has written and that the landing changes. */
    kept: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.files`),
    /** The index of before the landing, after the changed copy has replaced it. Only it has the flags of sparse files. */
    before: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.before`),
    real: join(checkout.gitDir, 'index'),
  };
}

/**
 * Creates git's lock file of the checkout's index.
 * @returns undefined on success; otherwise the reason why another process has the lock
 */
export async function lockIndex(move: CheckoutMove): Promise<Deferral | undefined> {
  const { lock, lockText } = landingFiles(move);
  try {
    await writeFile(lock, lockText, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return { kind: 'locked', file: lock };
    throw error;
  }
}

export async function unlockIndex(move: CheckoutMove): Promise<void> {
  const files = landingFiles(move);
  // A kill may have left temporary indexes and their locks.
  for (const name of await readdir(move.checkout.gitDir))
    if (name.startsWith(basename(files.index))) await rm(join(move.checkout.gitDir, name), { force: true });
  await rm(files.before, { force: true });
  await rm(files.kept, { recursive: true, force: true });
  if (await holdsLock(move)) await rm(files.lock, { force: true });
}

/** Checks whether this landing owns the lock of the checkout's index. */
export async function holdsLock(move: Pick<CheckoutMove, 'checkout' | 'new'>): Promise<boolean> {
  const { lock, lockText } = landingFiles(move);
  return (await readFile(lock, 'utf8').catch(() => '')) === lockText;
}

/**
 * Makes a copy of the checkout's index that the landing can change. It is a second name for the same file until git
 * replaces it.
 */
export async function copyOfIndex(move: CheckoutMove): Promise<string> {
  const { index, real } = landingFiles(move);
  // A killed git may have left the lock of the index copy.
  await removeIndex(index);
  await secondName(real, index).catch(unlessMissing);
  return index;
}

function unlessMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error;
}

/**
 * Gives a file a second name. Without hard links (exFAT, network shares), copies the file and its time, rounded down.
 * Git uses this time to find entries that may have changed later, so an earlier time is safe and a later one is not.
 */
export async function secondName(file: string, name: string, give: typeof link = link): Promise<void> {
  try {
    await give(file, name);
  } catch (error) {
    if (!isNoHardLinks(errnoOf(error))) throw error;
    const { atime, mtimeMs } = await stat(file);
    await copyFile(file, name);
    await utimes(name, atime, Math.floor(mtimeMs) / 1000);
  }
}

/** Replaces the person's index by the changed copy, and keeps the index of before. */
export async function putIndex(move: CheckoutMove): Promise<void> {
  const { index, real, before } = landingFiles(move);
  await rm(before, { force: true });
  await secondName(real, before).catch(unlessMissing);
  await rename(index, real);
}

/**
 * Gives an index the second after the files that git just wrote with it. Git reads a file again that is as new as its
 * index, through its filter, whose output can differ each time.
 */
export async function settleIndex(index: string): Promise<void> {
  const next = Math.floor((await stat(index)).mtimeMs / 1000) + 1;
  await utimes(index, next, next);
}
