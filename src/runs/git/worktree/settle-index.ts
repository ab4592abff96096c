import { randomBytes } from 'node:crypto';
import { copyFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';

/** Git tells files by the second in which they were written. */
const SECOND = 1000;

/**
 * Makes later snapshots quick: files written in the same second as our index are compared by content at each of them, which after a
 * preparation is all of them. Waits for the next second and writes the index again. Made for the time in which the agent works;
 * what it has changed meanwhile stays changed. Not begun any more once that is over.
 */
export async function settleIndex(place: RunPlace, over?: AbortSignal): Promise<void> {
  const { tree, index } = runPaths(place);
  const { atime, mtimeMs } = await stat(index);
  await pause(Math.max(0, Math.floor(mtimeMs / SECOND) * SECOND + SECOND - Date.now()));
  if (over?.aborted) return;
  const copy = `${index}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await copyFile(index, copy);
    await utimes(copy, atime, new Date(Math.floor(mtimeMs)));
    const args = ['update-index', '-q', '--ignore-submodules', '--force-write-index', '--refresh'];
    await git(storeCall(repositoryPaths(place).store, args, { tree, index: copy, codes: [0, 1] }));
    await rename(copy, index);
  } finally {
    await Promise.all([copy, `${copy}.lock`].map((file) => rm(file, { force: true })));
  }
}
