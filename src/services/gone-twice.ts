import { setTimeout as sleep } from 'node:timers/promises';
import { jittered, RETRY_MS } from './waiting.ts';

/**
 * Reads an item again if it seems gone. A server that lags behind, or something on the way, can say so once, and a gone item
 * is never written again.
 */
export async function goneTwice<T>(read: () => Promise<T | 'moved' | 'deleted'>): Promise<T | 'moved' | 'deleted'> {
  const first = await read();
  if (first !== 'moved' && first !== 'deleted') return first;
  await sleep(jittered(RETRY_MS));
  return read();
}
