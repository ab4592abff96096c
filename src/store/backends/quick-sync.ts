import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { monotonic } from '../timing.ts';

/**
 * A sync below this time, in milliseconds, blocks the process. Switching to another thread and back would cost several
 * times as much.
 */
const FAST_MS = 1;
/** Weight of the newest sync in the average time. */
const WEIGHT = 1 / 8;

/** The two ways to sync (blocking `here`, in another thread `elsewhere`), and a monotonic clock in milliseconds. */
export interface SyncCalls {
  here(fd: number): void;
  elsewhere(fd: number): Promise<void>;
  monotonic(): number;
}

const real: SyncCalls = { here: fsyncSync, elsewhere: promisify(fsync), monotonic };

/**
 * Returns a function that syncs a small file. On a fast disk it blocks. On a slow one (rotating or busy) it uses
 * another thread, so that the process can answer other requests. The average time of earlier syncs decides.
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
