import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { monotonic } from '../timing.ts';

/** Milliseconds. A sync in another thread costs several times this for the switches. */
const FAST_MS = 1;
/** Weight of the last sync in the average. */
const WEIGHT = 1 / 8;

/** Two ways to sync, and a monotonic clock in milliseconds. */
export interface SyncCalls {
  here(fd: number): void;
  elsewhere(fd: number): Promise<void>;
  monotonic(): number;
}

const real: SyncCalls = { here: fsyncSync, elsewhere: promisify(fsync), monotonic };

/**
 * Returns a function that syncs a small file. It blocks on a fast disk, and uses another thread on a slow one (rotating
 * or busy), so that the process can answer others. The average time of earlier syncs decides.
 */
export function createQuickSync({ here, elsewhere, monotonic }: SyncCalls = real): (fd: number) => Promise<void> {
  let usual = 0;
  return async (fd) => {
    const start = monotonic();
    if (usual < FAST_MS) here(fd);
    else await elsewhere(fd);
    usual += (monotonic() - start - usual) * WEIGHT;
  };
}
