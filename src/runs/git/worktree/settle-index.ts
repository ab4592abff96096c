import { copyFile, rename, stat, utimes } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { removeIndex, temporaryName } from '../store/temporary-index.ts';

/** Precision of git's comparison of file times, in milliseconds. */
const SECOND = 1000;

/**
 * Makes later snapshots faster. At each snapshot, git compares by content all files that were written in the same
 * second as our index; after a preparation these are all files.
 * Waits for the next second and writes the index again, while the agent works. Changes by the agent meanwhile stay
 * changes. Stops waiting when `over` is aborted.
 */
export async function settleIndex(place: RunPlace, over?: AbortSignal): Promise<void> {
  const { tree, index } = runPaths(place);
  const { atime, mtimeMs } = await stat(index);
  await pause(Math.max(0, Math.floor(mtimeMs / SECOND) * SECOND + SECOND - Date.now()));
  if (over?.aborted) return;
  const copy = temporaryName(index);
  try {
    await copyFile(index, copy);
    await utimes(copy, atime, new Date(Math.floor(mtimeMs)));
    const args = ['update-index', '-q', '--ignore-submodules', '--force-write-index', '--refresh'];
    await git(storeCall(repositoryPaths(place).store, args, { tree, index: copy, codes: [0, 1] }));
    await rename(copy, index);
  } finally {
    await removeIndex(copy);
  }
}
