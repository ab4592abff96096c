import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import { mediumFailed } from '../failure.ts';
import {
  ARCHIVE_FOLDER,
  AUTHORS,
  BLOBS,
  CHECKPOINTS,
  FORMAT_FILE,
  HISTORY,
  LAST,
  LOG,
  REPAIRS,
  SNAPSHOT,
} from '../layout.ts';
import { moveHome } from './move-home.ts';

/** Names of a store's own files and folders. Other content of its folder belongs to runs or to somebody. */
export const SET_ASIDE_PARTS: ReadonlySet<string> = new Set([
  FORMAT_FILE,
  LOG,
  HISTORY,
  CHECKPOINTS,
  BLOBS,
  ARCHIVE_FOLDER,
  AUTHORS,
  LAST,
  REPAIRS,
  SNAPSHOT,
]);

/**
 * Suffixes of the temporary folders next to a store during a restore: the new store, the old store, and an old store to
 * delete.
 */
export const BESIDE = { coming: 'restoring', old: 'replaced', done: 'done' } as const;

export function besidePath(dir: string, what: keyof typeof BESIDE, pid = process.pid): string {
  return `${dir}.${BESIDE[what]}-${pid}`;
}

/** Lists the temporary folders with a suffix of {@link BESIDE} next to a store, of any process. */
export function leftBeside(dir: string, what: keyof typeof BESIDE): { path: string; pid: number }[] {
  const start = `${basename(dir)}.${BESIDE[what]}-`;
  return namesInFolder(dirname(dir), SEARCHING).flatMap((name) => {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    return Number.isInteger(pid) ? [{ path: join(dirname(dir), name), pid }] : [];
  });
}

/** Moves all content that isn't part of a store to another store's folder, except names that exist there. */
export function moveOthers(from: string, to: string): void {
  for (const name of namesInFolder(from))
    if (!SET_ASIDE_PARTS.has(name) && !existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
}

/**
 * Moves a store back to its folder if a restore renamed it and then ended.
 * @returns false if there is no store
 * @throws BacklogError `contention` while that restore is active
 */
export function bringBackStore(dir: string): boolean {
  const old = setAside(dir);
  if (!old) return existsSync(join(dir, FORMAT_FILE));
  if (isRunning(old.pid))
    throw new BacklogError('contention', `process ${old.pid} is restoring a backup to ${dir}`, {
      hint: `Try again in a moment. If that process is another program: mv ${shellWord(old.path)} ${shellWord(dir)}`,
      data: { file: old.path, pid: old.pid },
    });
  for (const { path } of leftBeside(dir, 'coming').filter(({ pid }) => pid === old.pid)) moveOthers(path, old.path);
  try {
    moveHome(old.path, dir);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(join(dir, FORMAT_FILE))) throw error;
  }
  return true;
}

/** Returns a store that a restore renamed. If there are several, prefers one whose restore also left its new store. */
function setAside(dir: string): { path: string; pid: number } | undefined {
  const coming = new Set(leftBeside(dir, 'coming').map(({ pid }) => pid));
  const all = leftBeside(dir, 'old');
  return all.find(({ pid }) => coming.has(pid)) ?? all[0];
}

/** Deletes the remains of restores: unpacked backups of ended processes, and replaced stores. */
export function sweepBeside(dir: string): void {
  const left = (what: keyof typeof BESIDE) =>
    leftBeside(dir, what).filter(({ pid }) => pid === process.pid || !isRunning(pid));
  const remove = (path: string) => rmSync(path, { recursive: true, force: true });
  for (const { path } of [...left('coming'), ...left('done')]) remove(path);
  if (!existsSync(join(dir, FORMAT_FILE))) return;
  for (const { path, pid } of left('old')) {
    const done = besidePath(dir, 'done', pid);
    // The folder is renamed before its deletion, because a partly deleted folder must never be moved back as a store.
    if (renamed(path, done)) remove(done);
  }
}

/** Renames a folder. Returns false if another process was faster. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (existsSync(from)) throw error;
    return false;
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Errors after which a search for stores treats a folder as empty. */
const SEARCHING = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];

/**
 * Lists a folder.
 * @param nothing errors after which the folder counts as empty
 * @throws BacklogError `store` for any other error
 */
export function namesInFolder(folder: string, nothing: readonly string[] = ['ENOENT']): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (nothing.includes(errnoOf(error) ?? '')) return [];
    throw mediumFailed('read', folder, error);
  }
}

/** Returns the folder that a hint names for a restored copy of a queue on a server. `dir` is the queue's folder here. */
export function restoredFolder(dir: string): string {
  return join(dirname(dirname(dir)), 'restored');
}
