import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GARBAGE_MS } from '../garbage-age.ts';
import { isRunning } from '../workspace/set-aside.ts';

/** The parts of the folder in which a backup is made: what goes into it, and the file that comes of that. */
export const STAGED = 'store';
export const PACKED = 'archive';

/** A folder beside a backup to make it in. Of a new name: in one that a process left which was ended, files are links to those of a store. */
export function makeBeside(file: string): Promise<string> {
  return mkdtemp(`${file}.making-${process.pid}-`);
}

/** Takes away what backups left in a folder whose process was ended a day ago or longer. `now`: milliseconds since the epoch. */
export async function sweepMaking(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/\.making-(\d+)-\w{6}$/.exec(name)?.[1] ?? Number.NaN);
    const path = join(folder, name);
    if (Number.isInteger(pid) && !isRunning(pid) && (await isLeft(path, now - GARBAGE_MS)))
      await rm(path, { recursive: true, force: true });
  }
}

async function isLeft(path: string, before: number): Promise<boolean> {
  const names = await readdir(path).catch(() => null);
  if (!names?.every((name) => name === STAGED || name === PACKED)) return false;
  return (await stat(path)).mtimeMs < before;
}
