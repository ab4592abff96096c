import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { parseRaw, type RawChange, SUBMODULE } from '../diff/changed.ts';
import type { BytePath } from '../diff/path-text.ts';
import { treeEntries } from '../diff/tree-entries.ts';
import { readIfThere } from '../store/git-dir.ts';
import { soundEntries } from '../worktree/index-entries.ts';

/** The commit of each submodule, by its path. */
export type SubmoduleLinks = ReadonlyMap<BytePath, string>;

/**
 * Reads the submodules of an index.
 * @param before the submodules to assume where the index has a conflict, or if only git can read it
 */
export async function linksOfIndex(index: string, before: SubmoduleLinks): Promise<SubmoduleLinks> {
  const entries = soundEntries((await readIfThere(index)) ?? Buffer.alloc(0));
  if (entries === undefined) return before;
  const found = new Map<BytePath, string>();
  for (const entry of entries) {
    if (!entry.isSubmodule) continue;
    const commit = entry.isUnmerged ? before.get(entry.path) : entry.object;
    if (commit !== undefined) found.set(entry.path, commit);
  }
  return found;
}

/** Reads the submodules of a commit of a bare git folder. */
export async function linksOfCommit(gitDir: string, commit: string): Promise<SubmoduleLinks> {
  const { out } = await git(storeCall(gitDir, ['ls-tree', '-r', '-z', '--full-tree', commit]));
  const links = treeEntries(out).filter(({ mode }) => mode === SUBMODULE);
  return new Map(links.map(({ path, object }) => [path, object]));
}

/** A submodule with another commit in one tree than in another. */
export interface LinkChange {
  path: BytePath;
  /** The commit before; undefined for a new submodule. */
  old: string | undefined;
  commit: string;
}

/** Lists the new and changed submodules between two commits or trees. */
export async function linksBetween(gitDir: string, from: string, to: string): Promise<LinkChange[]> {
  return linksIn(await rawBetween(gitDir, from, to));
}

/** Lists the new and changed submodules among changes. */
export function linksIn(changes: readonly RawChange[]): LinkChange[] {
  return changes.flatMap(({ path, old, new: now }) =>
    now.mode === SUBMODULE ? [{ path, old: old.mode === SUBMODULE ? old.object : undefined, commit: now.object }] : [],
  );
}

/** Reads the submodules of a commit, given those of an earlier one. */
export async function linksSince(
  gitDir: string,
  before: SubmoduleLinks,
  from: string,
  to: string,
): Promise<SubmoduleLinks> {
  if (from === to) return before;
  const found = new Map(before);
  for (const { path, old, new: now } of await rawBetween(gitDir, from, to)) {
    if (now.mode === SUBMODULE) found.set(path, now.object);
    else if (old.mode === SUBMODULE) found.delete(path);
  }
  return found;
}

async function rawBetween(gitDir: string, from: string, to: string): Promise<RawChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, from, to];
  return parseRaw((await git(storeCall(gitDir, args))).out);
}
