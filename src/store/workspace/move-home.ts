import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { ARCHIVE_FOLDER, BLOBS, CHECKPOINTS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';

/**
 * Moves a store from its temporary name during a restore back to its folder. Other processes may have created the
 * folder again to store something. Then that folder's content is moved into the store first. Several processes may do
 * this at the same time. All targets are inside the moved store, so a late process finds no target and can't remove
 * anything from the restored store.
 * @throws the platform's error, such as `ENOTEMPTY` for another store, or `ENOENT` if another process was faster
 */
export function moveHome(store: string, dir: string): void {
  for (let left = MOST_MAKINGS; ; left--) {
    try {
      renameSync(store, dir);
      return;
    } catch (error) {
      if (left === 0 || !isTaken(error) || existsSync(join(dir, FORMAT_FILE))) throw error;
    }
    emptyInto(store, dir);
  }
}

/** Maximum number of attempts. After so many, another program probably creates the folder again and again. */
const MOST_MAKINGS = 100;

/** Checks whether a rename failed because the target folder has content. */
export function isTaken(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '');
}

function emptyInto(store: string, dir: string): void {
  let left: string | undefined;
  const target = (path: string) => {
    if (belongs(store, path)) return join(store, path);
    left ??= mkdtempSync(join(store, 'left-'));
    return join(left, path);
  };
  for (const path of filesBelow(dir)) ifThere(() => moveBelow(store, join(dir, path), target(path)));
  for (const folder of foldersBelow(dir)) ifThere(() => rmdirSync(join(dir, folder)));
}

/**
 * Checks whether a file can be moved to the same path in the store. Names of blobs and archive files are hashes, so
 * these can replace existing files. Files of the log, the history and checkpoints can't be moved. No writer got a
 * confirmation for them, because the previous commit was missing.
 */
function belongs(store: string, path: string): boolean {
  const [part = ''] = path.split('/');
  if (part === BLOBS || part === ARCHIVE_FOLDER) return true;
  return ![LOG, HISTORY, CHECKPOINTS].includes(part) && !existsSync(join(store, path));
}

/** Moves a file, and creates missing folders of its target one by one. Fails if the store itself is missing. */
function moveBelow(store: string, from: string, to: string): void {
  const missing: string[] = [];
  for (let at = dirname(to); at !== store && !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) mkdirSync(folder, { mode: 0o700 });
  renameSync(from, to);
}

/** Makes a change and ignores errors caused by other processes. The next attempt to move finds theirs. */
function ifThere(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error;
  }
}

function filesBelow(dir: string): string[] {
  return pathsBelow(dir).filter((path) => !isFolder(join(dir, path)));
}

/** Returns the folders below a folder, deepest first. */
function foldersBelow(dir: string): string[] {
  return pathsBelow(dir)
    .filter((path) => isFolder(join(dir, path)))
    .sort((a, b) => b.length - a.length);
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function pathsBelow(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true }) as string[];
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
