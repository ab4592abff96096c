import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commitPath, LOG } from '../layout.ts';

/**
 * Returns a text that differs after every change of the store: the newest commit's number, and the log folder's inode and
 * time. So a program can find out with two cheap calls whether the store has changed. The folder's time also changes when
 * commits are packed. Two changes can have the same time, so the function also looks for a file with the next number.
 * @returns undefined if the commit of this number isn't the newest one
 */
export function newestMark(dir: string, seq: number): string | undefined {
  const facts = statSync(join(dir, LOG), { throwIfNoEntry: false });
  if (!facts || existsSync(join(dir, commitPath(seq + 1)))) return undefined;
  return [seq, facts.ino, facts.mtimeMs].join(' ');
}
