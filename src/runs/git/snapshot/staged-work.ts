import { readPlain } from '../../../work/paths/plain-file.ts';
import { BACKLOG_AUTHOR, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { splitPaths } from '../diff/path-text.ts';
import { idLength } from '../store/git-dir.ts';
import { type RunPlace, resultIndex, runPaths } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { indexLines } from '../worktree/agent-index.ts';
import { allEntries } from '../worktree/index-entries.ts';

/** A file or link that the agent staged: `H 100644 <id> 0 TAB path`. Sides of a conflict and submodules don't match. */
const STAGED = /^\S (100[0-7]{3}|120000) ([0-9a-f]+) 0\t(.+)$/s;

/** The ids of an empty file, which `git add --intent-to-add` gives to a path. */
const EMPTY: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]);

interface Staged {
  mode: string;
  object: string;
  path: string;
}

/**
 * Lists the files that the agent staged and that its result lacks. Files of before it began are in neither list if it
 * deleted them, and `git rm --cached` unstages a file. So each of them was new, and its folder lacks it now.
 */
export async function stagedOnly(place: RunPlace, base: string, result: string): Promise<Staged[]> {
  const index = await readPlain(resultIndex(runPaths(place), result), { follows: false });
  const entries = index && allEntries(index, idLength(result));
  if (!entries) return [];
  const present = new Set(entries.map(({ path }) => path));
  return (await indexLines(place, base)).flatMap((line) => {
    const [, mode = '', object = '', path = ''] = STAGED.exec(line) ?? [];
    return path === '' || present.has(path) || EMPTY.has(object) ? [] : [{ mode, object, path }];
  });
}

/**
 * Makes a commit of staged files on top of the agent's HEAD, in the separate git folder over its objects. Files that its
 * HEAD or the start commit has don't count: the agent deleted them.
 * @returns undefined without other files, or if git can't read them
 */
export async function commitStaged(
  view: string,
  staged: readonly Staged[],
  { base, head }: { base: string; head: string },
): Promise<string | undefined> {
  const known = new Set<string>();
  for (const commit of new Set([base, head])) {
    const { code, out } = await git(
      storeCall(view, ['ls-tree', '-r', '-z', '--name-only', commit], { codes: MAY_FAIL }),
    );
    if (code !== 0) return undefined;
    for (const path of splitPaths(out)) known.add(path);
  }
  const own = staged.filter(({ path }) => !known.has(path));
  if (own.length === 0) return undefined;
  return withTemporaryIndex(`${view}/index`, async (index) => {
    const input = Buffer.from(own.map(({ mode, object, path }) => `${mode} ${object}\t${path}\0`).join(''), 'latin1');
    await git(storeCall(view, ['read-tree', head], { index }));
    await git(storeCall(view, ['update-index', '-z', '--index-info'], { index, input, codes: MAY_FAIL }));
    const tree = await git(storeCall(view, ['write-tree'], { index, codes: MAY_FAIL }));
    if (tree.code !== 0) return undefined;
    const how = { input: 'The staged files', author: BACKLOG_AUTHOR };
    return outputLine(await git(storeCall(view, ['commit-tree', outputLine(tree), '-p', head, '-F', '-'], how)));
  });
}

/**
 * Adds the untracked files of a stash to a commit with its other files. Git keeps them in a commit of their own, the third
 * parent of the stash (git-stash(1)).
 */
export async function withUntracked(place: RunPlace, stash: string, untracked: string): Promise<string> {
  const { out } = await inStore(place, ['ls-tree', '-r', '-z', untracked]);
  return withTemporaryIndex(runPaths(place).index, async (index) => {
    await inStore(place, ['read-tree', stash], { index });
    await inStore(place, ['update-index', '-z', '--index-info'], { index, input: out });
    const tree = outputLine(await inStore(place, ['write-tree'], { index }));
    const how = { input: 'The stash with its untracked files', author: BACKLOG_AUTHOR };
    return outputLine(await inStore(place, ['commit-tree', tree, '-p', stash, '-F', '-'], how));
  });
}
