import { setTimeout as wait } from 'node:timers/promises';
import { BacklogError } from '../../domain/errors.ts';

/** How often a write is tried again that a full disk refused, and for how long, in milliseconds. */
const AGAIN_MS = 500;
const PATIENCE_MS = 60 * 60_000;

/** Does something that must be written down, as soon as there is room for it. @throws what it throws for any other reason */
export async function whenThereIsRoom<T>(act: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isFull(error) || performance.now() > until) throw error;
      await wait(AGAIN_MS);
    }
  }
}

function isFull(error: unknown): boolean {
  const errno = error instanceof BacklogError ? error.data?.errno : (error as NodeJS.ErrnoException | null)?.code;
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}
