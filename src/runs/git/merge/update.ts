import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { PLAIN_DIFF, runAuthor } from '../call/environment.ts';
import { MAY_FAIL } from '../call/git.ts';
import { fileOf, foldersAbove, splitPaths } from '../diff/path-text.ts';
import { rescue } from '../snapshot/rescue.ts';
import { agentText, writeGitPointer } from '../store/git-dir.ts';
import { completeFiles } from '../store/partial.ts';
import { type RunPlace, type RunsPlace, runPaths, runRef } from '../store/paths.ts';
import { refInFiles } from '../store/ref-files.ts';
import { setAsideIn } from '../store/reflogs.ts';
import { fetchCommit, inStore, outputLine, putFile } from '../store/store-repo.ts';
import { refillRun } from '../submodules/fill-run.ts';
import { preparedAs } from '../worktree/prepare.ts';
import { mergeTree, parseMerge, type TreeConflict } from './merge-tree.ts';

/** The start of a run's next round after the target branch was merged into the run. */
export interface Update {
  /** The new start commit: the tip of the target branch. */
  base: string;
  /** Commit that merges the target branch's tip with the result so far. Conflicting files contain conflict markers. */
  commit: string;
  conflicts: readonly TreeConflict[];
}

export interface UpdateOptions {
  /** The run's start commit. */
  base: string;
  /** The run's result so far. */
  result: string;
  /** The new start commit, with its name for people. */
  target: { name: string; commit: string };
}

/**
 * Builds, in the private copy, a merge of a run's result and the tip of the target branch. If the target branch doesn't
 * contain the start commit, because it was rewritten or a result below the run never lands, applies the result's diff to
 * the tip instead.
 * @throws BacklogError `git` if one of the commits can't be read
 */
export async function makeUpdate(place: RunPlace, { base, result, target }: UpdateOptions): Promise<Update> {
  const tip = target.commit;
  await fetchCommit(place, tip, runRef(place.id, 'target'));
  await completeFiles(place, tip);
  const continues = await comesFrom(place, tip, base);
  // A tip before the start commit, too, is in the result's history. But what came between them must leave the result.
  if (continues && (await comesFrom(place, result, tip))) return { base: tip, commit: result, conflicts: [] };
  const sides = continues
    ? [runRef(place.id, 'result'), runRef(place.id, 'target')]
    : await rebuildOnBase(place, base, [result, tip]);
  const merged = await mergeTree(place, base, sides);
  const parsed =
    parseMerge(merged.out) ?? refuse('git', `can't update the worktree of ${place.id}: ${merged.err.trim()}`);
  const message = `Merge ${target.name} into the work of run ${place.id}`;
  const commit = await commitTree(place, parsed.tree, continues ? [result, tip] : [tip], message);
  await inStore(place, ['update-ref', runRef(place.id, 'update'), commit]);
  return { base: tip, commit, conflicts: merged.code === 0 ? [] : parsed.conflicts };
}

async function commitTree(place: RunPlace, tree: string, parents: readonly string[], message: string): Promise<string> {
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message];
  return outputLine(await inStore(place, args, { author: runAuthor(place.id) }));
}

/**
 * Moves a run to an update: the files of its worktree, Backlog's index and the agent's branch. Call it after the result
 * was taken, when the run has no processes. If the call is killed, a second call finishes the work. `from` is the commit
 * whose files the worktree has, by default the result. Files that are missing or changed get the content of `commit`.
 */
export async function applyUpdate(
  place: RunPlace,
  branch: string,
  { base, commit, from: result = runRef(place.id, 'result') }: Pick<Update, 'base' | 'commit'> & { from?: string },
): Promise<void> {
  const run = runPaths(place);
  if (await isInTheWay(place, result, commit)) await rescue(place);
  await removeLeft(run.index);
  const index = `${run.index}.update-${process.pid}-${randomBytes(4).toString('hex')}`;
  const here = { tree: run.tree, index };
  try {
    await inStore(place, ['read-tree', result], here);
    await copyFile(index, `${index}.result`);
    await inStore(place, ['update-index', '-q', '--refresh'], { ...here, codes: [0, 1] });
    await inStore(place, ['read-tree', '--reset', '-u', commit], { ...here, run: place });
    await refillRun(place, `${index}.result`, { commit, index, author: runAuthor(place.id) });
    await copyFile(index, `${index}.agent`);
    await inStore(place, ['read-tree', '-m', base], here);
    await rename(index, run.index);
    const refs = [`update ${runRef(place.id, 'base')} ${base}\n`, `update ${runRef(place.id, 'update')} ${commit}\n`];
    await inStore(place, ['update-ref', '--stdin'], { input: refs.join('') });
    await writeGitPointer(run.tree);
    await setBranch(place, branch, commit);
    await rename(`${index}.agent`, join(run.repo, 'index'));
    const prepared = await preparedAs(run);
    if (prepared) await writeFile(run.prepared, JSON.stringify({ ...prepared, base }));
  } finally {
    await Promise.all(
      [index, ...['.lock', '.agent', '.result'].map((end) => `${index}${end}`)].map((file) =>
        rm(file, { force: true }),
      ),
    );
  }
}

/** Removes index copies that killed supervisors left. */
async function removeLeft(index: string): Promise<void> {
  const names = await readdir(dirname(index));
  const left = names.filter((name) => name.startsWith(`${basename(index)}.update-`));
  await Promise.all(left.map((name) => rm(join(dirname(index), name), { force: true })));
}

/**
 * Checks whether the new commit adds files with the paths of files that are not in the result. Git would overwrite
 * ignored ones.
 */
async function isInTheWay(place: RunPlace, result: string, commit: string): Promise<boolean> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--diff-filter=A', '--no-renames', ...PLAIN_DIFF];
  const added = splitPaths((await inStore(place, [...args, result, commit])).out);
  const { tree } = runPaths(place);
  return (await Promise.all(added.map((path) => isThere(fileOf(tree, path))))).includes(true);
}

async function isThere(file: string | Buffer): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}

/**
 * Sets the agent's HEAD to its branch at a commit. Other branches that git can't have beside this one get another name.
 * What only the branch or an unfinished rebase named gets a branch of its own. Refuses if the agent replaced a folder by a
 * link.
 */
async function setBranch(place: RunPlace, branch: string, commit: string): Promise<void> {
  const { repo } = runPaths(place);
  const parts = ['refs', 'heads', ...branch.split('/')];
  await renameInTheWay(repo, branch);
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = join(repo, ...parts.slice(0, depth));
    const facts = await lstat(folder).catch(() => undefined);
    if (facts && !facts.isDirectory())
      refuse('conflict', `${folder} is no longer a folder: the agent replaced it`, {
        hint: 'Its content is kept. Start the task again.',
      });
  }
  await keepBranches(place, await commitsLeft(place, branch, commit));
  await mkdir(dirname(join(repo, ...parts)), { recursive: true });
  await putFile(join(repo, ...parts), `${commit}\n`);
  await putFile(join(repo, 'HEAD'), `ref: refs/heads/${branch}\n`);
  const unfinished = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG'];
  await Promise.all(unfinished.map((name) => rm(join(repo, name), { recursive: true, force: true })));
}

/**
 * Lists the commits that nothing names any more after the agent's branch moved to a commit: its former tip if HEAD was
 * elsewhere, and what an unfinished rebase or merge set aside.
 */
async function commitsLeft(place: RunPlace, branch: string, commit: string): Promise<string[]> {
  const { repo } = runPaths(place);
  const aside = await setAsideIn(repo);
  const ref = `refs/heads/${branch}`;
  const tip = refInFiles(repo, ref);
  const head = await agentText(join(repo, 'HEAD'), 2_000);
  const isLeft = tip !== undefined && tip !== 'unclear' && head?.trim() !== `ref: ${ref}`;
  const left = aside.stashes;
  for (const one of new Set([...(isLeft ? [tip] : []), ...aside.commits])) {
    // The private copy can lack a commit that was not the agent's HEAD.
    const args = ['merge-base', '--is-ancestor', one, commit];
    if ((await inStore(place, args, { codes: MAY_FAIL })).code !== 0) left.push(one);
  }
  return left;
}

/** Gives commits a branch in the agent's git folder, if there is one, so that later results are compared with them. */
export async function keepBranches(place: RunPlace, commits: readonly string[]): Promise<void> {
  const heads = join(runPaths(place).repo, 'refs', 'heads');
  if (!existsSync(heads)) return;
  for (const commit of commits) await putFile(join(heads, `kept-${commit}`), `${commit}\n`);
}

/** Renames branches of the agent above and below the name of its own one, such as `backlog` and `backlog/12-x-1/more`. */
async function renameInTheWay(repo: string, branch: string): Promise<void> {
  const aside = `-aside-${randomBytes(4).toString('hex')}`;
  // A ref's log has the same path below `logs`.
  for (const folder of [join(repo, 'refs', 'heads'), join(repo, 'logs', 'refs', 'heads')])
    for (const name of foldersAbove(`${branch}/`)) {
      const path = join(folder, name);
      const facts = await lstat(path).catch(() => undefined);
      if (name === branch ? facts?.isDirectory() : facts?.isFile()) await rename(path, `${path}${aside}`);
    }
}

/** Checks whether a commit of the private copy is another commit or descends from it. */
export async function comesFrom(place: RunsPlace, commit: string, from: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', '--is-ancestor', from, commit], { codes: [0, 1] })).code === 0;
}

/**
 * Rebuilds both sides of a merge as one commit each on `base`, even if a side does not descend from it. With the real
 * history, git would choose an older merge base, and the merge would restore changes that a person has removed from the
 * target branch.
 */
export function rebuildOnBase(place: RunsPlace, base: string, sides: readonly string[]): Promise<string[]> {
  return Promise.all(
    sides.map(async (side) =>
      outputLine(await inStore(place, ['commit-tree', `${side}^{tree}`, '-p', base, '-m', 'For a merge'])),
    ),
  );
}
