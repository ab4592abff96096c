import { chmod, copyFile, lstat, rename, rm, utimes } from 'node:fs/promises';
import { sep } from 'node:path';
import { touchedEntries } from '../diff/diff-files.ts';
import { type BytePath, fileOf } from '../diff/path-text.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { temporaryName } from '../store/temporary-index.ts';
import { entriesIn } from './tree-state.ts';

/**
 * Replaces the hard links among a worktree's files of its start commit by copies. Programs that save disk space link equal
 * files, those of the checkout too, and an agent that writes into such a file would write into the checkout.
 * @returns the replaced files
 */
export async function replaceHardLinks(place: RunPlace, base: string): Promise<BytePath[]> {
  const { tree, index } = runPaths(place);
  const entries = await entriesIn(index, base);
  // To link a file changes its times or its number.
  const touched = (await touchedEntries(tree, entries)) ?? entries;
  const replaced: BytePath[] = [];
  for (const { path, isSubmodule } of touched) {
    const file = fileOf(tree, path);
    const facts = isSubmodule ? undefined : await lstat(file).catch(() => undefined);
    if (!facts?.isFile() || facts.nlink === 1) continue;
    const copy = Buffer.concat([Buffer.from(tree + sep), Buffer.from(temporaryName('.copy'))]);
    try {
      await copyFile(file, copy);
      await chmod(copy, facts.mode);
      await utimes(copy, facts.atime, facts.mtime);
      await rename(copy, file);
      replaced.push(path);
    } finally {
      await rm(copy, { force: true });
    }
  }
  return replaced;
}
