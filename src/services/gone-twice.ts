import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteItem } from './service.ts';
import { jittered, RETRY_MS } from './waiting.ts';

/**
 * Reads something again, after a pause, if it seems gone. A server that lags behind, or something on the way, can say so
 * once, but a gone item is never written again, and its comments are never read again.
 */
export async function goneTwice<T>(read: () => Promise<T>, isGone: (found: T) => boolean): Promise<T> {
  const first = await read();
  if (!isGone(first)) return first;
  await sleep(jittered(RETRY_MS));
  return read();
}

/** Checks whether a service answers that an item is gone. */
export const isGone = (item: RemoteItem | 'moved' | 'deleted'): boolean => typeof item === 'string';
