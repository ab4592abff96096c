import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../failure.ts';
import { ARCHIVE_FOLDER, BLOBS, CHECKPOINTS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';

/**
 * Moves a store that was set aside to its place. Whoever kept something while it was away may have made the folder again: what is in
 * there goes into the store first, so that nothing is kept only there. Several processes may do this at once: every target is inside
 * the store that is moved, so who comes late finds none, and takes nothing out of a store that is back in its place.
 * @throws the platform's error, among them `ENOTEMPTY` when there is another store in the place, and `ENOENT` when somebody else was faster
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

/** Who makes the folder again oftener than this does so all the time. */
const MOST_MAKINGS = 100;

/** Did a folder not take the place of another one, since that is not empty? */
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
 * What is named by its content is the same in the store, and younger here. Of commits and what is made of them nobody was told that
 * they are kept: their writers looked for the commit before, which was not there.
 */
function belongs(store: string, path: string): boolean {
  const [part = ''] = path.split('/');
  if (part === BLOBS || part === ARCHIVE_FOLDER) return true;
  return ![LOG, HISTORY, CHECKPOINTS].includes(part) && !existsSync(join(store, path));
}

/** The folders that it needs are made one by one, so that none is made when the store itself is gone. */
function moveBelow(store: string, from: string, to: string): void {
  const missing: string[] = [];
  for (let at = dirname(to); at !== store && !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) mkdirSync(folder, { mode: 0o700 });
  renameSync(from, to);
}

/** Others may be faster, or put something there again: the next attempt to move shows it. */
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

/** The deepest first. */
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
