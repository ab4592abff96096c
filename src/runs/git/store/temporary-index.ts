import { copyFile, rm, utimes } from 'node:fs/promises';
import { temporaryName } from '../../../work/paths/plain-file.ts';

/**
 * Copies an index, and sets the copy's time with {@link postdate}.
 */
export async function copyPostdated(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await postdate(to);
}

/**
 * Sets the time of an index to a minute from now. Otherwise git would read all files again that were written in the same
 * second as the index.
 */
export async function postdate(index: string): Promise<void> {
  const later = new Date(Date.now() + 60_000);
  await utimes(index, later, later);
}

/** Calls `act` with a path for a temporary index, and deletes that index afterwards. */
export async function withTemporaryIndex<T>(beside: string, act: (index: string) => Promise<T>): Promise<T> {
  const index = temporaryName(beside);
  try {
    return await act(index);
  } finally {
    await removeIndex(index);
  }
}

/** Deletes a temporary index, and its lock, which a killed git may have left. */
export async function removeIndex(index: string): Promise<void> {
  await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
}
