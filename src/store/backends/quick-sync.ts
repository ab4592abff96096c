import { fsync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { monotonic } from '../monotonic.ts';

/** Milliseconds: about what it costs to hand the waiting to another thread and to take the answer back, several times over. */
const FAST_MS = 1;
/** How much of the usual time the last one makes up. */
const WEIGHT = 1 / 8;

/** The two ways to wait for the disk, and a clock that only goes forward, in milliseconds. */
export interface SyncCalls {
  here(fd: number): void;
  elsewhere(fd: number): Promise<void>;
  monotonic(): number;
}

const real: SyncCalls = { here: fsyncSync, elsewhere: promisify(fsync), monotonic };

/**
 * Makes a little durable. A fast disk is waited for on the spot; with a slow one (it turns, or others keep it busy) the process
 * answers others meanwhile. Which it is, is known by how long it usually took.
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
