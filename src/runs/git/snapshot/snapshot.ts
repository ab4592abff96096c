import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklogError } from '../../../domain/errors.ts';
import type { Changed } from '../../../domain/runs/change-shapes.ts';
import { listed } from '../../../domain/task/objections.ts';
import { type Author, PLAIN_DIFF, runAuthor } from '../call/environment.ts';
import { MAY_FAIL } from '../call/git.ts';
import { stagedChanges } from '../diff/changed.ts';
import { bytePath, pathText } from '../diff/path-text.ts';
import type { FilteredFile } from '../filters/filter-plan.ts';
import { writeGitPointer } from '../store/git-dir.ts';
import { ownSettings } from '../store/own-settings.ts';
import { type RunPlace, repositoryPaths, resultIndex, runPaths, runRef } from '../store/paths.ts';
import { commitInFiles } from '../store/ref-files.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';
import { removeIndex, withTemporaryIndex } from '../store/temporary-index.ts';
import { agentEntries } from '../worktree/agent-index.ts';
import { furtherFiles } from '../worktree/further-trees.ts';
import { withHeadEntries } from '../worktree/head-entries.ts';
import { readWork } from '../worktree/readied.ts';
import { type TreeState, withCommitted, withStaged } from '../worktree/tree-state.ts';
import { agentHead, type Lost } from './agent-view.ts';
import { type Rescued, rescue } from './rescue.ts';
import { notTaken, stageFiles } from './stage-files.ts';

/** The work of a run: its worktree with committed and uncommitted changes. */
export interface RunSnapshot {
  /** The agent's HEAD if it contains all work, otherwise a new commit on top of HEAD. */
  commit: string;
  tree: string;
  head: string;
  /** The changed files, compared with the start commit. */
  changed: Changed[];
  /** Repositories that the agent made in the worktree, and its files in submodules. They are not part of the result. */
  nested: string[];
  /** Changed files with a filter of the person, also those whose filter did not run. */
  filtered: FilteredFile[];
  /** Submodules whose commit in the result is in no repository of this machine. */
  unreachable: { path: string; commit: string }[];
  /**
   * Entries that `.gitignore` excludes from the result, except entries from before the agent began. A folder ends with
   * `/`. The list has at most {@link MAX_IGNORED} entries.
   */
  ignored: string[];
  /** Files that are not in the result because git refuses their names, such as `.GIT/config`. */
  refused: string[];
  /** The tree of the agent's HEAD; undefined if the agent committed nothing. */
  headTree: string | undefined;
  /** True if the worktree's `.git` file had vanished, so that other files may have, too. It was written again. */
  pointerGone: boolean;
  /** True if the result equals the start commit. */
  empty: boolean;
}

const MAX_IGNORED = 200;

export interface SnapshotOptions {
  base: string;
  message: string;
  author?: Author;
}

/**
 * Makes the result of a run from the worktree's HEAD with its uncommitted and untracked files. Uses low-level git
 * commands and Backlog's own index. Reads and runs nothing that the agent controls: config, hooks, drivers of
 * attributes, index, and nested repositories.
 * @throws HistoryLost after a rescue, if the agent's HEAD does not descend from the start commit
 */
export async function takeSnapshot(place: RunPlace, options: SnapshotOptions): Promise<RunSnapshot> {
  await ownSettings(place, options.base);
  const taken = await snapshotOf(place, options, false).catch((error) => {
    // Somebody can put entries into the index whose objects the private copy lacks.
    if (!(error instanceof BacklogError) || error.code !== 'git') throw error;
    return undefined;
  });
  if (taken) return taken;
  await rm(runPaths(place).index, { force: true });
  return (await snapshotOf(place, options, true))!;
}

/**
 * Takes a snapshot with Backlog's own index.
 * @returns undefined if the index lacks entries of the start commit, unless it `isFresh`: somebody changed it
 */
async function snapshotOf(
  place: RunPlace,
  { base, message, author }: SnapshotOptions,
  isFresh: boolean,
): Promise<RunSnapshot | undefined> {
  const run = runPaths(place);
  const [at, state] = await Promise.all([agentHead(place, base), stateOf(place, base)]);
  if ('lost' in at) throw new HistoryLost(place.id, at.lost, await rescue(place));
  const pointerGone = !existsSync(join(run.tree, '.git'));
  if (pointerGone) await writeGitPointer(run.tree);
  const entries = await agentEntries(place, base);
  const found = await withCommitted(place, await withStaged(place, state!, base, entries), base, at.head);
  const work = await withHeadEntries(place, found, { base, head: at.head, entries });
  const ignored = leftOut(work);
  // Prevents an unhandled rejection, because the promise may reject before the code awaits it.
  ignored.catch(() => undefined);
  return withTemporaryIndex(run.index, async (index) => {
    const { refused, filtered, makeTree, ...links } = await stageFiles(
      place,
      work,
      { base, head: at.head, message, ...(author === undefined ? {} : { author }) },
      index,
    );
    const [tree, changed] = await Promise.all([makeTree(), stagedChanges(place, base, index)]);
    const gone = new Set(work.gone.map(pathText));
    if (!isFresh && changed.some(({ path, status }) => status === 'D' && !gone.has(path))) return undefined;
    // A merge can keep the agent's commits, so none of them may have a content that its filter converts.
    const head = (await hasClear(place, { base, head: at.head, filtered })) ? base : at.head;
    const isHead = head !== at.head ? false : at.headTree === undefined ? changed.length === 0 : at.headTree === tree;
    const parts = { tree, head, isHead, message, author: author ?? runAuthor(place.id) };
    const commit = await putResult(place, parts, index);
    return {
      commit,
      tree,
      head: at.head,
      changed,
      nested: notTaken([...state!.nested, ...(await furtherFiles(place, base))], links),
      unreachable: links.missing.map(({ path, commit: one }) => ({ path: pathText(path), commit: one })),
      ignored: await ignored,
      refused,
      filtered,
      headTree: at.headTree,
      pointerGone,
      empty: changed.length === 0,
    };
  });
}

/** Checks whether commits of the agent have a content that a filter converts, or that it should have converted. */
async function hasClear(
  place: RunPlace,
  { base, head, filtered }: { base: string; head: string; filtered: readonly FilteredFile[] },
): Promise<boolean> {
  if (head === base || filtered.length === 0) return false;
  const paths = filtered.map(({ path }) => `:(top,literal)${Buffer.from(bytePath(path), 'latin1')}`);
  const args = ['log', '-1', '--format=%H', `${base}..${head}`, ...PLAIN_DIFF, '--', ...paths];
  return (await inStore(place, args)).out.length > 0;
}

/** Lists the ignored entries that the agent made, without files that are in the result. */
async function leftOut({ ignored, added }: TreeState): Promise<string[]> {
  const counted = new Set(added);
  const left = (await ignored()).filter((path) => !counted.has(path));
  return left.slice(0, MAX_IGNORED).map(pathText);
}

/** Reads the differences between the worktree and the start commit; undefined if the worktree does not exist. */
async function stateOf(place: RunPlace, base: string): Promise<TreeState | undefined> {
  return existsSync(runPaths(place).tree) ? readWork(place, base) : undefined;
}

interface CommitParts {
  tree: string;
  head: string;
  /** True if the agent's HEAD has this tree. */
  isHead: boolean;
  message: string;
  author: Author;
}

/** Stores the result, and an index of its files next to Backlog's index. */
async function putResult(place: RunPlace, parts: CommitParts, index: string): Promise<string> {
  const run = runPaths(place);
  const ref = runRef(place.id, 'result');
  const before = await storeRef(place, ref);
  const commit = await commitOf(place, parts, before);
  if (commit !== before) await inStore(place, ['update-ref', ref, commit]);
  if (before !== undefined) await removeIndex(resultIndex(run, before));
  await rename(index, resultIndex(run, commit));
  return commit;
}

/**
 * Makes the commit of a result. If the worktree is unchanged since the last result, returns that commit, because
 * reviews refer to it.
 */
async function commitOf(
  place: RunPlace,
  { tree, head, isHead, message, author }: CommitParts,
  before: string | undefined,
): Promise<string> {
  if (isHead) return head;
  if (before !== undefined && (await treeAndParent(place, before)) === `${tree}\n${head}`) return before;
  return outputLine(await inStore(place, ['commit-tree', tree, '-p', head, '-F', '-'], { input: message, author }));
}

/** Returns the ids of a commit's tree and of its first parent, one per line; undefined if it has none. */
async function treeAndParent(place: RunPlace, commit: string): Promise<string | undefined> {
  const read = commitInFiles(repositoryPaths(place).store, commit);
  if (read) return `${read.tree}\n${read.parent}`;
  const known = await inStore(place, ['rev-parse', `${commit}^{tree}`, `${commit}^1`], { codes: MAY_FAIL });
  return known.code === 0 ? outputLine(known) : undefined;
}

/** The error for an agent's HEAD that does not descend from the start commit. A rescue has kept the agent's work. */
export class HistoryLost extends BacklogError {
  readonly lost: Lost;
  readonly rescued: Rescued;

  constructor(id: string, lost: Lost, rescued: Rescued) {
    super('conflict', `${id} has no result: ${LOST_WORDS[lost]}`, {
      hint: [keptText(rescued), 'Start the task again.'].join(' '),
      data: { lost, rescue: rescued.n },
    });
    this.lost = lost;
    this.rescued = rescued;
  }
}

/** Says where the work is, also what a rescue could not keep. */
function keptText({ refs: [first], lost }: Rescued): string {
  const left = lost.length > 0 ? `Only its folder has: ${listed(lost.map(({ what }) => what)).join(', ')}.` : undefined;
  if (!first) return left ?? 'There was no work to keep.';
  return [`The work is kept under ${first.name}.`, ...(left ? [left] : [])].join(' ');
}

const LOST_WORDS: Record<Lost, string> = {
  'not-descended': 'the agent moved its branch to a commit that does not descend from the start commit',
  'no-commit': 'the agent is on a branch without a commit',
  replaced: 'the agent replaced .git with another repository',
  'no-tree': 'the agent deleted its worktree',
  refused: "git refuses files of the agent's commits, such as a path that leads into .git",
  damaged: 'the agent destroyed its git folder',
};
