import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readableFile, writeFileOfQueue } from './small-file.ts';
import type { Workspace } from './workspace.ts';

/** The queue that a person named for a folder, until the folder has it. No other queue may begin there. */
export interface PendingJoin {
  /** The address as the person wrote it, without a password, or {@link DISK}. */
  address: string;
  /** Why joining it failed. Absent if it was interrupted. */
  why?: string;
}

/** In place of an address: a queue on this machine. */
export const DISK = 'disk';

type Place = Pick<Workspace, 'dir' | 'common' | 'foundBy'>;

/** Remembers the queue that a person named, until {@link endJoin}. A crash in between leaves it. */
export function noteJoin(place: Place, pending: PendingJoin): void {
  const file = fileOf(place);
  writeFileOfQueue(dirname(file), basename(file), pending);
}

/** Forgets the named queue, because the folder has it now. */
export function endJoin(place: Place): void {
  rmSync(fileOf(place), { force: true });
}

/** Returns the queue that a person named for a folder which has none yet. */
export function pendingJoin(place: Place): PendingJoin | undefined {
  const text = readableFile(fileOf(place));
  if (text === undefined) return undefined;
  try {
    const { address, why } = JSON.parse(text) as Partial<Record<keyof PendingJoin, unknown>>;
    if (typeof address === 'string') return { address, ...(typeof why === 'string' ? { why } : {}) };
  } catch {
    // Somebody changed the file. That a queue was named is still known.
  }
  return { address: 'ADDRESS' };
}

/** Returns the path of the file: in a repository's common git folder, or beside the folder of the queue. */
function fileOf({ dir, common, foundBy }: Place): string {
  return foundBy === 'git' && common !== undefined ? join(common, 'backlog-join') : `${dir}.join`;
}
