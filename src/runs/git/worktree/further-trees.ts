import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { type BytePath, bytePath, splitPaths } from '../diff/path-text.ts';
import { viewAgent } from '../snapshot/agent-view.ts';
import { agentText } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { linkedGitDirs } from '../store/reflogs.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';

/** A worktree that the agent added beside its own one (git-worktree(1)), with files that its commit lacks. */
export interface FurtherTree {
  folder: string;
  /** Its path from the run's tree: `../second`. */
  name: BytePath;
  /** The commit that it has checked out; undefined on a branch without a commit. */
  head: string | undefined;
  /** Its files that are in no commit, as paths in it. Nested repositories end with `/`. */
  files: BytePath[];
}

/**
 * Finds uncommitted files in worktrees that lie in the run's folder, but not in its tree: no result has them, and a
 * clean-up deletes them. Git itself lists worktrees in the tree, as nested repositories. Other folders are the person's.
 */
export async function furtherTrees(place: RunPlace, base: string): Promise<FurtherTree[]> {
  const { repo } = runPaths(place);
  const gitDirs = await linkedGitDirs(repo);
  const folders = await Promise.all(gitDirs.map((gitDir) => folderIn(place, gitDir)));
  if (folders.every((folder) => folder === undefined)) return [];
  const view = await viewAgent(place, base);
  if (view === undefined) return [];
  const { tree } = runPaths(place);
  const from = await realpath(tree).catch(() => tree);
  const found: FurtherTree[] = [];
  for (const [at, folder] of folders.entries()) {
    if (folder === undefined) continue;
    const head = await headIn(view, gitDirs[at]!);
    const files = await uncommitted(place, view, { folder, head });
    if (files.length > 0) found.push({ folder, name: bytePath(relative(from, folder)), head, files });
  }
  return found;
}

/** Names the uncommitted files of further worktrees, as paths from the run's tree: `../second/a.txt`. */
export async function furtherFiles(place: RunPlace, base: string): Promise<BytePath[]> {
  const trees = await furtherTrees(place, base);
  return trees.flatMap(({ name, files }) => files.map((file) => `${name}/${file}`));
}

/** Returns the folder of a further worktree. Its file `gitdir` names it, and the agent can write that file. */
async function folderIn(place: RunPlace, gitDir: string): Promise<string | undefined> {
  const text = await agentText(join(gitDir, 'gitdir'), MOST);
  if (text === undefined) return undefined;
  const run = runPaths(place);
  const all = [dirname(text.trimEnd()), run.folder, run.tree];
  const [folder, own, tree] = await Promise.all(all.map((path) => realpath(path).catch(() => undefined)));
  if (!folder || !own || !folder.startsWith(`${own}/`)) return undefined;
  return tree !== undefined && `${folder}/`.startsWith(`${tree}/`) ? undefined : folder;
}

/** Maximum size in bytes of a file with a path or a ref. */
const MOST = 5_000;

async function headIn(view: string, gitDir: string): Promise<string | undefined> {
  const text = await agentText(join(gitDir, 'HEAD'), MOST);
  const [, ref, commit] = /^(?:ref: (refs\/\S+)|([0-9a-f]{40,64}))\n?$/.exec(text ?? '') ?? [];
  const args = ['rev-parse', '-q', '--verify', `${ref ?? commit}^{commit}`];
  const found = await git(storeCall(view, args, { codes: MAY_FAIL }));
  return found.code === 0 ? outputLine(found) : undefined;
}

/** Lists the files of a worktree that its commit lacks, or has with another content. Deleted files are no work. */
function uncommitted(
  place: RunPlace,
  view: string,
  { folder: tree, head }: Pick<FurtherTree, 'folder' | 'head'>,
): Promise<BytePath[]> {
  const exclude = join(repositoryPaths(place).store, 'info', 'exclude');
  return withTemporaryIndex(runPaths(place).index, async (index) => {
    const ask = (...args: string[]) =>
      git(storeCall(view, args, { tree, index, config: ['-c', `core.excludesFile=${exclude}`], codes: [0, 1] }));
    await ask('read-tree', head ?? '--empty');
    await ask('update-index', '-q', '--refresh');
    const edited = await ask('diff-files', '-z', '--name-only', '--no-renames', '--diff-filter=d', ...PLAIN_DIFF);
    const added = await ask('ls-files', '-z', '-o', '--exclude-standard');
    return [...splitPaths(edited.out), ...splitPaths(added.out)];
  });
}
