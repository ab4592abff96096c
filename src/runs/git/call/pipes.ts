import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of a worktree that git reads in every folder, or at its top. */
const READ: ReadonlySet<string> = new Set(['.gitattributes', '.gitignore', '.gitmodules', '.mailmap']);

/**
 * Removes named pipes in place of the files that git reads in a worktree, and lets a git go on that waits for their
 * writer. Git records no pipe, so no work is lost.
 */
export async function removePipes(tree: string): Promise<void> {
  const rows = await readdir(tree, { withFileTypes: true }).catch(() => []);
  for (const row of rows) {
    const path = join(tree, row.name);
    if (row.isDirectory()) await removePipes(path);
    else if (row.isFIFO() && READ.has(row.name)) await release(path);
  }
}

/**
 * Opens a pipe for reading and writing, which waits for nobody, and removes it before it closes it: its readers then read
 * its end, and nobody begins to wait meanwhile.
 */
async function release(path: string): Promise<void> {
  const opened = await open(path, constants.O_RDWR | constants.O_NONBLOCK).catch(() => undefined);
  await rm(path, { force: true }).catch(() => undefined);
  await opened?.close();
}
