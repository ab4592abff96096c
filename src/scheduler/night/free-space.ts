import { statfsSync } from 'node:fs';

/** Returns the free space of a folder's disk for this user, in bytes. Undefined if it can't be read. */
export function freeSpace(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
