import { existsSync } from 'node:fs';
import { link, lstat, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf } from '../../../base/errno.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { exists } from '../../../work/processes/processes.ts';

/** Time in milliseconds for which a repair waits for a git call, and between two looks. */
const [PATIENCE_MS, LOOK_MS] = [10_000, 20];

/**
 * Does something while no git call and no other repair changes the packed refs of a git folder: under git's own lock.
 * Removes the lock of a killed repair. A lock that stays longer is one of a killed git. Then it acts without the lock, as
 * git can't use the folder.
 */
export async function withRefsLock<T>(gitDir: string, act: () => Promise<T>): Promise<T> {
  const lock = join(gitDir, 'packed-refs.lock');
  const own = temporaryName(join(gitDir, MENDS));
  await writeFile(own, '', { mode: 0o600 });
  try {
    const isHeld = await taken(own, lock);
    try {
      return await act();
    } finally {
      if (isHeld) await rm(lock, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Removes the lock of a killed repair. Git would wait for it, and then fail. */
export async function removeDeadLock(gitDir: string): Promise<void> {
  const lock = join(gitDir, 'packed-refs.lock');
  if (existsSync(lock)) await removeDead(lock);
}

/** Name of a file whose second name is the lock, so that the lock tells its process. */
const MENDS = 'packed-refs.mend';

async function taken(own: string, lock: string): Promise<boolean> {
  for (const late = performance.now() + PATIENCE_MS; performance.now() < late; await wait(LOOK_MS)) {
    try {
      await link(own, lock);
      return true;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') return false;
    }
    await removeDead(lock);
  }
  return false;
}

/** Removes what killed repairs left: their files, and the lock if it is one of them. */
async function removeDead(lock: string): Promise<void> {
  const folder = dirname(lock);
  const left = (await readdir(folder)).filter((name) => name.startsWith(`${MENDS}.`) && !exists(pidOf(name)));
  for (const name of left) {
    const file = join(folder, name);
    const [one, held] = await Promise.all([file, lock].map((path) => lstat(path).catch(() => undefined)));
    if (one && held?.ino === one.ino) await rm(lock, { force: true });
    await rm(file, { force: true });
  }
}

const pidOf = (name: string): number => Number(/\.(\d+)-[0-9a-f]+$/.exec(basename(name))?.[1] ?? 0);
