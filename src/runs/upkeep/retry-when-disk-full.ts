import { setTimeout as wait } from 'node:timers/promises';
import { errnoBehind } from '../git/index.ts';

/** Milliseconds between two attempts to write on a full disk. {@link PATIENCE_MS} limits all attempts. */
const AGAIN_MS = 500;
const PATIENCE_MS = 60 * 60_000;

/**
 * Repeats a write until the disk has space, for at most {@link PATIENCE_MS}.
 * @throws any other error of the write at once
 */
export async function retryWhenDiskFull<T>(act: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isDiskFull(error) || performance.now() > until) throw error;
      await wait(AGAIN_MS);
    }
  }
}

/** Checks whether a write failed because the disk is full, which passes. */
export function isDiskFull(error: unknown): boolean {
  const errno = errnoBehind(error);
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}
