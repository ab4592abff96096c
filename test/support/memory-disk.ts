import { readFileSync, statfsSync } from 'node:fs';

const PLACE = '/dev/shm';
/** Minimum free space in bytes. It is many times the space that a whole test run uses (60 MB). */
const ROOM_BYTES = 1e9;

/**
 * Returns the folder of a disk in memory for the files of tests. It makes tests a quarter faster, because creating
 * files on a real disk is slow after thousands of deletions.
 * @returns undefined if programs can't be started from the disk, or if it is too small
 */
export function memoryDisk(): string | undefined {
  return process.env.TMPDIR ? undefined : diskInMemory();
}

/**
 * Returns a folder for files of other users: a disk in memory if possible, else /tmp. The folder of temporary files of a
 * test run is for its own user.
 */
export const memoryOrDisk = (): string => diskInMemory() ?? '/tmp';

function diskInMemory(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const room = Math.min(free(PLACE), availableMemory(readFileSync('/proc/meminfo', 'utf8')));
    return startsPrograms(readFileSync('/proc/mounts', 'utf8'), PLACE) && room >= ROOM_BYTES ? PLACE : undefined;
  } catch {
    return undefined;
  }
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Returns the available memory in bytes. */
function availableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

/** Checks whether programs can be started from a folder. The last mount on the folder decides. */
function startsPrograms(mounts: string, folder: string): boolean {
  const here = mounts.split('\n').findLast((line) => line.split(' ')[1] === folder);
  const [, , kind, options = ''] = here?.split(' ') ?? [];
  return kind === 'tmpfs' && !options.split(',').some((option) => option === 'noexec' || option === 'ro');
}
