import { randomBytes } from 'node:crypto';
import { copyFile, rm, utimes } from 'node:fs/promises';

/** Returns a path next to a file that no other process uses. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
}

/**
 * Copies an index and gives the copy a later time. Git reads files again that were written in the same second as their
 * index. With the later time git skips that.
 */
export async function copyTrusted(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const later = new Date(Date.now() + 60_000);
  await utimes(to, later, later);
}

/** Removes a temporary index, and its lock, which a killed git may have left. */
export async function removeIndex(index: string): Promise<void> {
  await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
}
