import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commitPath, LOG } from '../layout.ts';

/**
 * Returns a text that names a store's newest commit, so that a program can find out with two cheap calls whether the
 * store has changed since. The folder's time also changes when commits are packed, and when another store replaces this
 * one. Within a tick of the file system's clock, only the next number shows a change.
 * @returns undefined if the commit of this number isn't the newest one
 */
export function newestMark(dir: string, seq: number): string | undefined {
  const facts = statSync(join(dir, LOG), { throwIfNoEntry: false });
  if (!facts || existsSync(join(dir, commitPath(seq + 1)))) return undefined;
  return [seq, facts.ino, facts.mtimeMs].join(' ');
}
