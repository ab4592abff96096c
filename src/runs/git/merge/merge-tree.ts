import { storeCall } from '../call/environment.ts';
import { type GitOutcome, git, MAY_FAIL } from '../call/git.ts';
import { type BytePath, pathText } from '../diff/path-text.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { declaredIn } from '../submodules/declared.ts';
import { bringModuleCommit, moduleStore } from '../submodules/module-store.ts';
import { linksBetween } from '../submodules/read-links.ts';

/**
 * Merges two commits of the private copy as trees. If both sides have another commit of a submodule and one of them
 * contains the other, takes that one. Git itself would need a checkout of the submodule for that.
 */
export async function mergeTree(place: RunsPlace, base: string, sides: readonly string[]): Promise<GitOutcome> {
  const merged = await callMerge(place, sides);
  if (merged.code !== 1) return merged;
  const joined = await joinSubmodules(place, base, sides);
  return joined === undefined ? merged : callMerge(place, joined);
}

function callMerge(place: RunsPlace, sides: readonly string[]): Promise<GitOutcome> {
  return inStore(place, ['merge-tree', '--write-tree', '-z', ...sides], { codes: MAY_FAIL });
}

/** Gives both sides the newer commit of each submodule that both changed. @returns undefined if there is none */
async function joinSubmodules(
  place: RunsPlace,
  base: string,
  sides: readonly string[],
): Promise<readonly string[] | undefined> {
  const { store } = repositoryPaths(place);
  const [ours = [], theirs = []] = await Promise.all(sides.map((side) => linksBetween(store, base, side)));
  const lines: string[] = [];
  for (const { path, commit } of ours) {
    const other = theirs.find((one) => one.path === path)?.commit;
    if (other === undefined || other === commit) continue;
    const newer = await newerOf(place, path, sides[1]!, [commit, other]);
    if (newer !== undefined) lines.push(`160000 ${newer}\t${path}\0`);
  }
  if (lines.length === 0) return undefined;
  return Promise.all(sides.map((side) => withEntries(place, side, lines.join(''))));
}

/** Returns the commit of a submodule that contains the other one. */
async function newerOf(
  place: RunsPlace,
  path: BytePath,
  at: string,
  commits: readonly [string, string],
): Promise<string | undefined> {
  const name = (await declaredIn(repositoryPaths(place).store, at)).find((one) => one.path === path)?.name ?? path;
  const module = { names: [name], path };
  for (const commit of commits) if (!(await bringModuleCommit(place, module, commit))) return undefined;
  const [one, other] = commits;
  for (const [older, newer] of [commits, [other, one]] as const) {
    const args = ['merge-base', '--is-ancestor', older, newer];
    const { code } = await git(storeCall(moduleStore(place, module), args, { codes: [0, 1] }));
    if (code === 0) return newer;
  }
  return undefined;
}

/** Makes a commit on top of another one with some other entries. */
async function withEntries(place: RunsPlace, commit: string, entries: string): Promise<string> {
  const { store } = repositoryPaths(place);
  const tree = await withTemporaryIndex(`${store}/joined`, async (index) => {
    await inStore(place, ['read-tree', commit], { index });
    const input = Buffer.from(entries, 'latin1');
    await inStore(place, ['update-index', '-z', '--index-info'], { index, input });
    return outputLine(await inStore(place, ['write-tree'], { index }));
  });
  return outputLine(await inStore(place, ['commit-tree', tree, '-p', commit, '-m', 'For a merge']));
}

export interface TreeConflict {
  path: string;
  /** Git's name for the kind of conflict: `contents`, `modify/delete`, `binary`, `add/add`, … */
  kind: string;
}

/**
 * Parses `merge-tree --write-tree -z`: tree NUL, then (mode object stage TAB path NUL)* NUL, then (n NUL path{n} NUL
 * type NUL message NUL)*.
 * @returns undefined for empty output, for example about a commit that does not exist
 */
export function parseMerge(out: Buffer): { tree: string; conflicts: TreeConflict[] } | undefined {
  const fields = out.toString('latin1').split('\0');
  const tree = fields[0]?.trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(tree)) return undefined;
  let at = 1;
  const staged = new Set<string>();
  for (; fields[at]; at++) staged.add(fields[at]!.slice(fields[at]!.indexOf('\t') + 1));
  // Git's first message about a path is the most specific.
  const kinds = new Map<string, string>();
  for (at++; /^\d+$/.test(fields[at] ?? ''); ) {
    const count = Number(fields[at]);
    const path = fields[at + 1] ?? '';
    const kind = /^CONFLICT \((.+)\)$/.exec(fields[at + 1 + count] ?? '')?.[1];
    if (kind !== undefined && !kinds.has(path)) kinds.set(path, kind);
    at += count + 3;
  }
  for (const path of staged) if (!kinds.has(path)) kinds.set(path, 'unmerged');
  return { tree, conflicts: [...kinds].map(([path, kind]) => ({ path: pathText(path), kind })) };
}
