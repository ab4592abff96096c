import { randomBytes } from 'node:crypto';
import { copyFile, rm, utimes } from 'node:fs/promises';

/** Makes a name beside a file that no other process uses. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
}

/**
 * Copies an index with a later time. Git reads files again that were written in the second of their index; with the copy
 * it trusts them.
 */
export async function copyTrusted(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const later = new Date(Date.now() + 60_000);
  await utimes(to, later, later);
}

/** Removes a temporary index, and the lock that a killed git leaves. */
export async function removeIndex(index: string): Promise<void> {
  await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
}
