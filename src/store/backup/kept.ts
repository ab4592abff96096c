import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../base/day.ts';

/**
 * What Backlog keeps by itself of what it replaces: backups before a restore, and damaged files. Each stays for a while, and goes when the
 * next of its kind is made. What a person made has another name.
 */

/** How long: the newest so many stay however old they are. */
export const KEPT = { backups: { days: 30, newest: 3 }, damaged: { days: 90, newest: 0 } } as const;

type Rule = (typeof KEPT)[keyof typeof KEPT];

/** The word in the name of a backup that a restore made. */
export const BEFORE_RESTORE = 'before-restore';

/** The backups before a restore of the queue of a name, newest first: files, and folders of what was too damaged for a backup. */
export function backupsBeforeRestore(folder: string, queue: string): string[] {
  const start = `${queue}-${BEFORE_RESTORE}-`;
  const ours = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(start)) : [];
  const made = ours.filter((name) => /^\d{8}-\d{6}(\.tar\.gz)?$/.test(name.slice(start.length)));
  return newestFirst(made.map((name) => join(folder, name)));
}

/** What `doctor --fix` set aside in a store, newest first. */
export function damagedFiles(dir: string): string[] {
  const folder = join(dir, 'damaged');
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return newestFirst(paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile()));
}

/** Removes those whose time is over; which. `now` in milliseconds. */
export function removeOld(paths: readonly string[], { days, newest }: Rule, now: number): string[] {
  const old = paths.slice(newest).filter((path) => (madeAt(path) ?? now) < now - days * DAY_MS);
  for (const path of old) rmSync(path, { recursive: true, force: true });
  return old;
}

function newestFirst(paths: readonly string[]): string[] {
  return paths.toSorted((a, b) => (madeAt(b) ?? 0) - (madeAt(a) ?? 0));
}

function madeAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
