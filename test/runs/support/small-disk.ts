import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shell } from '../../support/mount.ts';

/** A disk of its own for a folder. */
export interface SmallDisk {
  /** Returns the free space in bytes. */
  left(): number;
  /** Fills the disk until it has at most this many bytes of free space; less if files already use it. */
  room(bytes: number): void;
  unmount(): void;
}

/** Mounts a disk in memory at a folder. Requires `canMount`. */
export function smallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  shell(`mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs '${folder}'`);
  const filler = join(folder, 'filler');
  const left = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    left,
    room(bytes) {
      rmSync(filler, { force: true });
      const free = left();
      try {
        if (bytes < free) writeFileSync(filler, Buffer.alloc(free - bytes));
      } catch (error) {
        // Other processes write meanwhile, so the disk is full.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    unmount: () => shell(`umount -l '${folder}'`),
  };
}
