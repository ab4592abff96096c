import { isRefusal } from '../../../domain/errors.ts';
import { personCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { pathText } from '../diff/path-text.ts';
import { treeEntries } from '../diff/tree-entries.ts';
import { tipOfTarget } from '../history/target.ts';
import type { RunPlace, RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { checkoutsOf } from './worktrees.ts';

/** Parts of messages about the machine: its disk, memory and limits. Git names a file, but the file isn't the reason. */
const OF_MACHINE = new RegExp(
  [
    'cannot lock references|no space left|the disk is full|disk quota|unable to write file|input/output error|stale file handle',
    // A result alone can need a folder of the checkout that is read-only. Git's own folders are those of all results.
    '^(?!.*(?:create (?:file|symlink|directory at)|unable to unlink)).*read-only file system',
    // Git creates the folders and locks of its refs. It doesn't always say why it can't.
    "unable to create directory for|unable to create '[^']+\\.lock'|\\.lock exists:|insufficient permission for adding an object",
    "couldn't set 'refs/",
    // A key that is missing, a hook whose interpreter is missing, and a person whose name git doesn't know.
    "the commit's signature failed|cannot (?:run|exec) '?[^']*hooks/|empty ident name|unable to auto-detect email|no email was given",
    'cannot allocate memory|out of memory|unable to fork|too many open files|resource temporarily unavailable',
    'ran longer than',
  ].join('|'),
  'i',
);

/** Checks whether git's words are about the machine, so that the same result can be merged later. */
export function isOfMachine(said: string): boolean {
  return OF_MACHINE.test(said);
}

/**
 * Finds out whether git fails on a target branch without any result: its commit or its checkout is unreadable. Then no
 * result can be merged, and none of them is the reason.
 * @returns git's words; undefined if git can read everything
 */
export async function problemOfTarget({ repository, runs }: RunsPlace, ref: string): Promise<string | undefined> {
  try {
    const tip = await tipOfTarget(repository, ref);
    await git(personCall(repository, ['ls-tree', '-r', '-z', '--name-only', tip]));
    for (const { worktree } of await checkoutsOf(repository, ref))
      await git(personCall(repository, ['ls-files', '-z', '-c'], { worktree }));
    // Git reads the settings of the private copy before anything else.
    await inStore({ repository, runs }, ['rev-parse', '--git-dir']);
    return undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.message;
  }
}

/** Returns the files of a commit that git's words name by the ids of their objects, as git does for missing objects. */
export async function filesOfObjects(place: RunPlace, commit: string, said: string): Promise<string[]> {
  const ids = new Set(said.match(/\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b/g));
  if (ids.size === 0) return [];
  // Of a commit with missing folders, git lists what it can read, and these folders.
  const { out } = await inStore(place, ['ls-tree', '-r', '-t', '-z', '--full-tree', commit], { codes: MAY_FAIL });
  return treeEntries(out).flatMap(({ object, path }) => (ids.has(object) ? [pathText(path)] : []));
}
