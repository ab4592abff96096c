import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import { GARBAGE_MS } from '../blobs/blobs.ts';
import { ARCHIVE_FOLDER, BLOBS } from '../layout.ts';
import { keepOwnerOfTree } from '../owner.ts';
import { isTaken, moveHome } from '../workspace/move-home.ts';
import { besidePath, moveOthers, namesInFolder, SET_ASIDE_PARTS } from '../workspace/set-aside.ts';
import { lostBy, refuseDisk, type Unpacked } from './restore.ts';

/**
 * Replaces the store by an unpacked backup. `seq` is the last commit of the store that may be lost. Moves other content
 * of the old folder to the new one: runs with their worktrees, unknown files, and young blobs that a commit may be
 * about to reference. Processes that use the old store detect the change at their next refresh and stop writing. If
 * this process is killed, either the old or the new store remains, see `bringBack`.
 * @throws BacklogError `contention` if other processes wrote more commits or restore a backup, too; the store is then
 * unchanged
 */
export async function replaceStore(unpacked: Unpacked, link: string, seq = unpacked.seq): Promise<void> {
  const there = existsSync(link);
  if (unpacked.there && !there) throw elsewhere('another backup is being restored there');
  const dir = there ? realpathSync(link) : link;
  try {
    keepOwnerOfTree(unpacked.folder);
    await syncAll(unpacked.folder);
    if (there) await replace(unpacked, dir, seq);
    else takePlace(unpacked.folder, dir);
  } catch (error) {
    if (error instanceof BacklogError) throw error;
    refuseDisk(dir, error);
  }
}

async function replace(unpacked: Unpacked, dir: string, seq: number | undefined): Promise<void> {
  const { folder } = unpacked;
  const [old, done] = [besidePath(dir, 'old'), besidePath(dir, 'done')];
  renameSync(dir, old);
  try {
    await lookAgain(unpacked, old, seq);
    keepYoung(old, folder, Date.now());
    takeOver(old, folder);
    takePlace(folder, dir);
  } catch (error) {
    putBack(folder, { old, dir });
    throw error;
  }
  renameSync(old, done);
  rmSync(done, { recursive: true, force: true });
}

function takePlace(folder: string, dir: string): void {
  try {
    renameSync(folder, dir);
  } catch (error) {
    throw isTaken(error) ? elsewhere('other processes wrote there while the backup was restored') : error;
  }
}

function elsewhere(why: string): BacklogError {
  return new BacklogError('contention', why, { hint: 'Nothing was changed. Try again in a moment.' });
}

/** Checks for new commits after the store was renamed. No process can write to it any more at that time. */
async function lookAgain({ folder, lost, seq: known }: Unpacked, old: string, seq: number | undefined): Promise<void> {
  const now = await lostBy(folder, old);
  const more = seq === undefined || known === undefined ? 0 : seq - known;
  if (now.seq === seq && (lost === undefined || now.lost === lost + more)) return;
  throw new BacklogError('contention', 'other processes wrote to the queue while the backup was read', {
    hint: 'Nothing was changed. Try again.',
    data: { expected: seq, received: now.seq },
  });
}

/**
 * Moves the other content of the old store's folder to the new folder. It replaces files from the backup with the same
 * name, which are older.
 */
function takeOver(old: string, folder: string): void {
  for (const name of namesInFolder(old))
    if (!SET_ASIDE_PARTS.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  moveOthers(old, folder);
}

/**
 * Moves the old store back to its folder.
 * @throws BacklogError `store` with the store's present location if that fails; the next process that searches the
 * store tries again
 */
function putBack(folder: string, { old, dir }: { old: string; dir: string }): void {
  try {
    moveOthers(folder, old);
    moveHome(old, dir);
  } catch (cause) {
    throw new BacklogError('store', `the queue is in ${old} and could not be moved back: ${String(cause)}`, {
      hint: `Nothing of it was changed. Move it back: mv ${shellWord(old)} ${shellWord(dir)}`,
      data: { file: old },
      cause,
    });
  }
}

/** Syncs all files and folders, so that the new store is durable before the old store is deleted. */
async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? syncAll(path) : sync(path));
  }
  await sync(folder);
}

/** Syncs a file's content or the names in a folder. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Links young blobs and archive files of the old store into the new one. They are too young to be garbage: a commit may
 * be about to reference them. If the new store has the same history, that commit may be valid there. `now` is in
 * milliseconds since the epoch.
 */
function keepYoung(old: string, folder: string, now: number): void {
  const paths = [
    ...namesInFolder(join(old, ARCHIVE_FOLDER)).map((name) => join(ARCHIVE_FOLDER, name)),
    ...namesInFolder(join(old, BLOBS)).flatMap((part) =>
      namesInFolder(join(old, BLOBS, part), ['ENOENT', 'ENOTDIR']).map((name) => join(BLOBS, part, name)),
    ),
  ];
  for (const path of paths) {
    const modified = statSync(join(old, path)).mtimeMs;
    if (modified > now - GARBAGE_MS) keep(join(old, path), join(folder, path), modified);
  }
}

function keep(from: string, to: string, modified: number): void {
  if (existsSync(to)) {
    utimesSync(to, modified / 1_000, modified / 1_000);
    return;
  }
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
