import { contentsIn } from '../call/batch.ts';
import type { PersonOptions } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { isFileMode, treeEntries } from '../diff/tree-entries.ts';
import type { GitRepository } from '../store/paths.ts';
import { exactly } from './committed-files.ts';

/** Maximum size in bytes of the list of files, and of their contents together. */
const MOST = { listed: 8 * 1024 * 1024, read: 64 * 1024 * 1024 } as const;

/**
 * Reads the files at and below a path, as they were in the commit on which a checkout is based: the last one that it has
 * in common with the main checkout. For the main checkout itself, that is its own last commit.
 * @param path of a file or folder in the checkout
 * @returns the contents by their paths relative to `path`, '' for a file; undefined if git can't tell
 */
export async function baseFiles(
  repository: GitRepository,
  worktree: string,
  path: string,
): Promise<Map<string, Buffer> | undefined> {
  const call = (args: readonly string[], more: PersonOptions = {}) =>
    git(exactly(repository, args, { worktree, codes: MAY_FAIL, ...more }));
  const base = await call(['merge-base', 'HEAD', 'main-worktree/HEAD']);
  const commit = base.out.toString().trim();
  if (base.code !== 0 || commit === '') return undefined;
  const listed = await call(['ls-tree', '-r', '-z', commit, '--', path], { limit: MOST.listed });
  if (listed.code !== 0 || listed.cut) return undefined;
  const entries = treeEntries(listed.out, 'utf8').filter(({ mode }) => isFileMode(mode));
  const input = entries.map(({ object }) => `${object}\n`).join('');
  const read = await call(['cat-file', '--batch'], { input, limit: MOST.read });
  if (read.code !== 0 || read.cut) return undefined;
  const contents = contentsIn(read.out);
  if (contents.length !== entries.length) return undefined;
  return new Map(entries.map((entry, i) => [entry.path.slice(path.length).replace(/^\//, ''), contents[i]!]));
}
