import { readFileSync, statfsSync } from 'node:fs';

const PLACE = '/dev/shm';
/** What a whole run keeps there at most (60 MB), many times. */
const ROOM_BYTES = 1e9;

/**
 * A disk in memory for what tests write, which takes a quarter off their time: a folder that a disk has just deleted thousands of
 * files from takes ten times as long for each new one. None where programs could not be started from it, or where it is small.
 */
export function memoryDisk(): string | undefined {
  if (process.platform !== 'linux' || process.env.TMPDIR) return undefined;
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

/** Bytes. */
function availableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

/** The last mount on a folder is what counts. */
function startsPrograms(mounts: string, folder: string): boolean {
  const here = mounts.split('\n').findLast((line) => line.split(' ')[1] === folder);
  const [, , kind, options = ''] = here?.split(' ') ?? [];
  return kind === 'tmpfs' && !options.split(',').some((option) => option === 'noexec' || option === 'ro');
}
