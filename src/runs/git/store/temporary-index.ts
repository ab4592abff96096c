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
  await trust(to);
}

/** Gives an index a later time. */
export async function trust(index: string): Promise<void> {
  const later = new Date(Date.now() + 60_000);
  await utimes(index, later, later);
}

/** Calls `act` with a path for a temporary index, and removes that index afterwards. */
export async function withTemporaryIndex<T>(beside: string, act: (index: string) => Promise<T>): Promise<T> {
  const index = temporaryName(beside);
  try {
    return await act(index);
  } finally {
    await removeIndex(index);
  }
}

/** Removes a temporary index, and its lock, which a killed git may have left. */
export async function removeIndex(index: string): Promise<void> {
  await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
}
