import { chmod, copyFile, lstat, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { temporaryName } from '../../../work/paths/plain-file.ts';
import { touchedEntries } from '../diff/diff-files.ts';
import { type BytePath, fileOf } from '../diff/path-text.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { entriesIn, kindsIn } from './tree-state.ts';

/**
 * Replaces the hard links among a worktree's files of its start commit by copies. Programs that save disk space link equal
 * files, those of the checkout too, and an agent that writes into such a file would write into the checkout. A file behind
 * a link of the agent can be one of the checkout itself, and stays.
 * @returns the replaced files
 */
export async function replaceHardLinks(place: RunPlace, base: string): Promise<BytePath[]> {
  const { folder, tree, index } = runPaths(place);
  const entries = await entriesIn(index, base);
  // To link a file changes its times or its number.
  const touched = (await touchedEntries(tree, entries)) ?? entries;
  const kinds = kindsIn(tree);
  const replaced: BytePath[] = [];
  for (const { path } of touched) {
    if ((await kinds(path)) !== 'file') continue;
    const file = fileOf(tree, path);
    const facts = await lstat(file);
    if (!facts.isFile() || facts.nlink === 1) continue;
    // Beside the worktree: a result would contain the copy of a process that was killed.
    const copy = temporaryName(join(folder, 'copy'));
    try {
      await copyFile(file, copy);
      await chmod(copy, facts.mode);
      await utimes(copy, facts.atime, facts.mtime);
      await renameInto(fileOf(tree, path.slice(0, Math.max(0, path.lastIndexOf('/')))), () => rename(copy, file));
      replaced.push(path);
    } finally {
      await rm(copy, { force: true });
    }
  }
  return replaced;
}

/** Renames a file into a folder, also if the folder's owner may not write there. Afterwards, the folder is as it was. */
async function renameInto(folder: string | Buffer, act: () => Promise<void>): Promise<void> {
  const { mode, atime, mtime } = await lstat(folder);
  try {
    return await act();
  } catch (error) {
    if (errnoOf(error) !== 'EACCES') throw error;
  }
  await chmod(folder, mode | 0o300);
  try {
    await act();
  } finally {
    await chmod(folder, mode);
    await utimes(folder, atime, mtime);
  }
}
