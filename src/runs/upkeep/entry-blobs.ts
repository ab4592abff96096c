import type { Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { personCall } from '../git/call/environment.ts';
import { git, linesOfOutput } from '../git/call/git.ts';
import { parseRaw } from '../git/diff/changed.ts';
import { treeEntries } from '../git/diff/tree-entries.ts';
import type { GitRepository } from '../git/store/paths.ts';
import { outputLine } from '../git/store/store-repo.ts';

/** Files and links with their contents as git's blobs; null for a deleted one. */
export type EntryBlobs = NonNullable<OffBranch['files']>;

interface InWorktree {
  worktree: string;
  paths: readonly string[];
  /** The modes that git gives to tracked files. */
  modes: ReadonlyMap<string, string>;
}

/** Returns the blobs that the files and links of a worktree would have in a commit. Folders have no blob of their own. */
export async function worktreeBlobs(
  repository: GitRepository,
  { worktree, paths, modes }: InWorktree,
): Promise<EntryBlobs> {
  const facts = await Promise.all(paths.map((path) => lstat(join(worktree, path)).catch(() => undefined)));
  const files = paths.filter((_, n) => facts[n]?.isFile());
  const hash = personCall(repository, ['hash-object', '--', ...files], { worktree });
  const hashed = files.length === 0 ? [] : linesOfOutput((await git(hash)).out);
  const blobs = new Map(files.map((path, n) => [path, hashed[n]!]));
  const entryOf = async (path: string, of: Stats | undefined): Promise<string | null> => {
    if (!of) return null;
    if (of.isSymbolicLink()) return entry(LINK, await linkBlob(repository, join(worktree, path)));
    const blob = blobs.get(path);
    return blob === undefined ? NO_FILE : entry(modes.get(path) ?? (of.mode & 0o100 ? '100755' : FILE), blob);
  };
  return Promise.all(paths.map(async (path, n) => ({ path, blob: await entryOf(path, facts[n]) })));
}

async function linkBlob(repository: GitRepository, link: string): Promise<string> {
  const input = await readlink(link, { encoding: 'buffer' });
  return outputLine(await git({ ...personCall(repository, ['hash-object', '--stdin']), input }));
}

const FILE = '100644';
const LINK = '120000';

/** Names the content of an entry: its blob, behind its mode if it is no plain file. */
const entry = (mode: string, blob: string): string => (mode === FILE ? blob : `${mode} ${blob}`);

/** Stands for an entry that is neither file nor link. No blob has this name, so only a merge shows that it is on the branch. */
const NO_FILE = 'no file';

/** Returns the blobs of a commit's entries, by path. */
export async function blobsAt(
  repository: GitRepository,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const { out } = await git(personCall(repository, ['ls-tree', '-r', '-z', commit, '--', ...paths]));
  return new Map(treeEntries(out, 'utf8').map(({ path, mode, object }) => [path, entry(mode, object)]));
}

/** Reads the output of `git diff --raw -z`: each changed path, with its new mode and blob. */
export const rawChanges = (out: Buffer): (EntryBlobs[number] & { mode: string })[] =>
  parseRaw(out).map(({ path, new: { mode, object } }) => ({
    path: Buffer.from(path, 'latin1').toString(),
    mode,
    blob: mode === GONE ? null : entry(mode, object),
  }));

/** The new mode of a deleted file. */
const GONE = '000000';
