import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { ARCHIVE_FOLDER, BLOBS, CHECKPOINTS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';
import { moveHome } from './move-home.ts';

/** What a store is made of. Whatever else is in its folder belongs to runs, or to somebody who put it there. */
export const SET_ASIDE_PARTS: ReadonlySet<string> = new Set([
  FORMAT_FILE,
  LOG,
  HISTORY,
  CHECKPOINTS,
  BLOBS,
  ARCHIVE_FOLDER,
]);

/** What lies beside a store while a backup takes its place: the new one, the old one, and the old one that nobody needs any more. */
export const BESIDE = { coming: 'restoring', old: 'replaced', done: 'done' } as const;

export function besidePath(dir: string, what: keyof typeof BESIDE, pid = process.pid): string {
  return `${dir}.${BESIDE[what]}-${pid}`;
}

/** What processes left beside a store, or are about to. */
export function leftBeside(dir: string, what: keyof typeof BESIDE): { path: string; pid: number }[] {
  const start = `${basename(dir)}.${BESIDE[what]}-`;
  return namesInFolder(dirname(dir), SEARCHING).flatMap((name) => {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    return Number.isInteger(pid) ? [{ path: join(dirname(dir), name), pid }] : [];
  });
}

/** Moves what is no part of a store into the folder of another one, where nothing has its name. */
export function moveOthers(from: string, to: string): void {
  for (const name of namesInFolder(from))
    if (!SET_ASIDE_PARTS.has(name) && !existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
}

/**
 * Brings back a store that was set aside by a restore whose process ended then, whatever is in its place meanwhile. False when there
 * is none.
 * @throws BacklogError `contention` while that process lives
 */
export function bringBack(dir: string): boolean {
  const old = setAside(dir);
  if (!old) return existsSync(join(dir, FORMAT_FILE));
  if (isRunning(old.pid))
    throw new BacklogError('contention', `a backup is being put in the place of ${dir} by process ${old.pid}`, {
      hint: `Try again in a moment. If that process is something else: mv ${old.path} ${dir}`,
      data: { file: old.path, pid: old.pid },
    });
  for (const { path } of leftBeside(dir, 'coming').filter(({ pid }) => pid === old.pid)) moveOthers(path, old.path);
  try {
    moveHome(old.path, dir);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(join(dir, FORMAT_FILE))) throw error;
  }
  return true;
}

/** The store that a restore set aside. Of several it is the one beside a new one: the others have been replaced. */
function setAside(dir: string): { path: string; pid: number } | undefined {
  const coming = new Set(leftBeside(dir, 'coming').map(({ pid }) => pid));
  const all = leftBeside(dir, 'old');
  return all.find(({ pid }) => coming.has(pid)) ?? all[0];
}

/** Takes away what restores left that nobody needs: what was unpacked by processes that ended, and old stores with a new one in their place. */
export function sweepBeside(dir: string): void {
  const left = (what: keyof typeof BESIDE) =>
    leftBeside(dir, what).filter(({ pid }) => pid === process.pid || !isRunning(pid));
  const remove = (path: string) => rmSync(path, { recursive: true, force: true });
  for (const { path } of [...left('coming'), ...left('done')]) remove(path);
  if (!existsSync(join(dir, FORMAT_FILE))) return;
  for (const { path, pid } of left('old')) {
    const done = besidePath(dir, 'done', pid);
    // In one step: half of it must never be taken for a store that was set aside.
    if (renamed(path, done)) remove(done);
  }
}

/** False when somebody else was faster. */
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
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Errors of a listing that count as an empty folder in a search. */
const SEARCHING = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];

export function namesInFolder(folder: string, nothing: readonly string[] = ['ENOENT']): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (nothing.includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
