import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../base/day.ts';

/**
 * Copies that Backlog makes before it replaces something: backups before a restore, and damaged files. Making a new
 * copy deletes old ones. Backups by a person have other names and are never deleted.
 */

/** How long copies are kept, in days. The last copies, `newest` in number, are kept at any age. */
export const KEPT = { backups: { days: 30, newest: 3 }, damaged: { days: 90, newest: 0 } } as const;

type Rule = (typeof KEPT)[keyof typeof KEPT];

/** Part of the name of a backup that a restore makes before it replaces the store. */
export const BEFORE_RESTORE = 'before-restore';

/** Lists the backups that restores made, newest first. A damaged store that couldn't be packed is a folder, not a file. */
export function backupsBeforeRestore(folder: string, queue: string): string[] {
  const start = `${queue}-${BEFORE_RESTORE}-`;
  const ours = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(start)) : [];
  const made = ours.filter((name) => /^\d{8}-\d{6}(\.tar\.gz)?$/.test(name.slice(start.length)));
  return newestFirst(made.map((name) => join(folder, name)));
}

/** Deletes the copies that are too old and returns their paths. `now` is in milliseconds since the epoch. */
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
