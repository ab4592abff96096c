import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { monotonic } from '../timing.ts';

/**
 * Maximum duration of a sync that blocks the process, in milliseconds. Switching to another thread and back would take
 * several times as long.
 */
const FAST_MS = 1;
/** Weight of the newest sync in the average time. */
const WEIGHT = 1 / 8;

/** Two functions that sync (`here` blocks, `elsewhere` uses another thread), and a monotonic clock in milliseconds. */
export interface SyncCalls {
  here(fd: number): void;
  elsewhere(fd: number): Promise<void>;
  monotonic(): number;
}

const real: SyncCalls = { here: fsyncSync, elsewhere: promisify(fsync), monotonic };

/**
 * Returns a function that syncs a small file. On a fast disk it blocks the process. On a slow or busy disk it uses
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
