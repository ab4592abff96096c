import { refuse } from '../../../domain/errors.ts';
import { type PersonOptions, personCall } from '../call/environment.ts';
import { type GitCall, git } from '../call/git.ts';
import type { TreeEntry } from '../diff/changed.ts';
import { treeEntries } from '../diff/tree-entries.ts';
import type { GitRepository } from '../store/paths.ts';

/** An entry of a commit, with its whole path as text. */
export interface CommittedEntry extends TreeEntry {
  path: string;
}

/** Maximum size of the listed entries in bytes. */
const MOST_LISTED = 256 * 1024;

/**
 * Lists the entries of a commit at the given paths, in one call of git: for a path that ends with a slash, the entries in
 * this folder and the folders above it. What does not exist is left out.
 * @throws BacklogError `invalid` if the list is longer than 256 KB
 */
export async function committedEntries(
  repository: GitRepository,
  commit: string,
  paths: readonly string[],
): Promise<CommittedEntry[]> {
  const args = ['ls-tree', '-z', '-t', commit, '--', ...paths];
  const { out, cut } = await git(exactly(repository, args, { limit: MOST_LISTED }));
  if (cut) refuse('invalid', `${paths[0]}: expected at most ${MOST_LISTED} bytes of names, found more`);
  return treeEntries(out, 'utf8');
}

/** Reads a committed file. Longer content is cut off after `most` + 1 bytes. */
export async function committedBytes(repository: GitRepository, object: string, most: number): Promise<Buffer> {
  const { out } = await git(exactly(repository, ['cat-file', 'blob', object], { limit: most + 1 }));
  return out.subarray(0, most + 1);
}

/**
 * Returns when a commit, or the newest one before it, changed anything at or below a path, in seconds since the epoch.
 * Undefined if none did, and if this clone lacks the objects.
 */
export async function lastChangeBelow(
  repository: GitRepository,
  commit: string,
  path: string,
): Promise<number | undefined> {
  const call = exactly(repository, ['log', '-1', '--no-show-signature', '--format=%ct', commit, '--', path], {
    limit: MOST_LISTED,
  });
  const { code, out } = await git({ ...call, codes: [0, 128] });
  return code === 0 && out.length > 0 ? Number(out.toString()) : undefined;
}

/**
 * Lists the names from which a file was renamed since a time, in the history of the checked out branch, the latest first.
 * Empty if git can't tell.
 */
export async function formerPaths(repository: GitRepository, path: string, since: string): Promise<string[]> {
  const args = ['log', '--follow', '--no-show-signature', '--format=', '--name-status', '-z', `--since=${since}`];
  const call = exactly(repository, [...args, 'HEAD', '--', path], { limit: MOST_LISTED });
  const { code, out } = await git({ ...call, codes: [0, 128] });
  const words = code === 0 ? out.toString().split('\0') : [];
  return words.flatMap((word, i) => (/^\n?R\d+$/.test(word) ? (words[i + 1] ?? []) : []));
}

/**
 * Builds a call that reads exactly the named objects: it replaces none (git-replace(1)) and fetches none. Git before
 * 2.45 ignores GIT_NO_LAZY_FETCH. Without a protocol it can't fetch, and so doesn't start the program that a
 * repository's config names for it.
 */
export function exactly(repository: GitRepository, args: readonly string[], options: PersonOptions): GitCall {
  const call = personCall(repository, ['--literal-pathspecs', ...args], options);
  return {
    ...call,
    env: { ...call.env, GIT_NO_REPLACE_OBJECTS: '1', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' },
  };
}
