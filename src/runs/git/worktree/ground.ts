import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import type { BytePath } from '../diff/path-text.ts';
import { agentHead, isOurPointer, isOwnGitFolder, type Lost, ownHead, viewAgent } from '../snapshot/agent-view.ts';
import { entryChanges } from '../snapshot/entry-changes.ts';
import { writeTree } from '../snapshot/stage-files.ts';
import { readIfThere } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths, resultIndex, runPaths } from '../store/paths.ts';
import { commitInFiles } from '../store/ref-files.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { type AgentEntry, agentEntries } from './agent-index.ts';
import { withHeadEntries } from './head-entries.ts';
import { hasChecksum, sharedIndex } from './index-entries.ts';
import { isOwnConfig } from './own-config.ts';
import { isAsIndexed } from './own-index.ts';
import { readWork } from './readied.ts';
import { entriesIn, withCommitted, withStaged } from './tree-state.ts';

/** The state of a run's worktree, compared with the commit from which its round starts. */
export interface Ground {
  /** `replaced`: something else is at the worktree's path, such as a link. */
  folder: 'present' | 'missing' | 'replaced';
  /** The worktree's `.git`. `foreign`: it names another repository. */
  pointer: 'present' | 'missing' | 'foreign';
  /** Why the agent's git folder is unusable. */
  lost?: Lost | undefined;
  /** False if the agent's git would work on other files than its worktree, or can't read its settings. */
  config: boolean;
  /** False if the agent's index has no entries although the commit has files. */
  index: boolean;
  /** Missing files, each with a commit that has it. */
  left: LeftModule[];
  /**
   * Files that differ from the commit, but are as in the start commit or in an earlier HEAD of the agent, as after
   * `git stash`.
   */
  reverted: LeftModule[];
  /**
   * Other files that differ from the commit, and files that it does not have. Also those that later commits have or
   * delete.
   */
  changed: BytePath[];
}

type Difference = Pick<Ground, 'left' | 'reverted' | 'changed'>;

const NONE: Difference = { left: [], reverted: [], changed: [] };

export interface LeftModule {
  path: BytePath;
  commit: string;
  /** True if a round without a result keeps it so: the agent's commits did it, or the commit has no such file. */
  stays: boolean;
}

export interface GroundOptions {
  /** The run's start commit. */
  base: string;
  /** The commit whose files the worktree should have: the last result, an update of it, or `base`. */
  start: string;
}

/** Reads the state of a worktree. The run must have no processes. Changes nothing but the private copy. */
export async function readGround(place: RunPlace, { base, start }: GroundOptions): Promise<Ground> {
  const { tree, repo } = runPaths(place);
  const folder = await folderAt(tree);
  if (folder !== 'present') {
    const isLost = (await viewAgent(place, base)) === undefined;
    const config = await isOwnConfig(place, base);
    return { folder, pointer: 'missing', ...(isLost ? { lost: 'damaged' } : {}), config, index: true, ...NONE };
  }
  const pointer = await pointerAt(join(tree, '.git'));
  // A foreign pointer is a separate fact.
  const head = await (pointer === 'foreign' ? ownHead(place, base) : agentHead(place, base));
  const commits = 'lost' in head ? undefined : head.head;
  return {
    folder,
    pointer,
    ...present({ lost: await lostBefore(place, head) }),
    config: await isOwnConfig(place, base),
    index: (await hasEntries(repo)) || (await inStore(place, ['ls-tree', start])).out.length === 0,
    ...(await difference(place, { base, start, head: commits })),
  };
}

/**
 * Returns why the next round can't use the agent's git folder. An agent that committed nothing has its result in any
 * folder. With its first commit in this one, it would lose that result.
 */
async function lostBefore(place: RunPlace, head: Awaited<ReturnType<typeof agentHead>>): Promise<Lost | undefined> {
  if ('lost' in head) return head.lost;
  return (await isOwnGitFolder(place)) ? undefined : 'damaged';
}

async function folderAt(tree: string): Promise<Ground['folder']> {
  const facts = await lstat(tree).catch(() => undefined);
  if (!facts) return 'missing';
  return facts.isDirectory() ? 'present' : 'replaced';
}

async function pointerAt(file: string): Promise<Ground['pointer']> {
  const facts = await lstat(file).catch(() => undefined);
  if (!facts) return 'missing';
  return (await isOurPointer(file)) ? 'present' : 'foreign';
}

/**
 * Checks whether an index is intact and has entries. Its header has their number (gitformat-index). Those of a split
 * index can all be in a shared file.
 */
async function hasEntries(repo: string): Promise<boolean> {
  const bytes = await readIfThere(join(repo, 'index'));
  const length = bytes && ([20, 32] as const).find((one) => hasChecksum(bytes, one) || isUnchecked(bytes, one));
  if (bytes === undefined || length === undefined) return false;
  const shared = sharedIndex(bytes, length);
  if (shared !== undefined) return (await readIfThere(join(repo, `sharedindex.${shared}`))) !== undefined;
  return bytes.readUInt32BE(8) > 0;
}

/** Checks whether an index was written without a checksum, as with the setting index.skipHash. */
function isUnchecked(bytes: Buffer, length: 20 | 32): boolean {
  const isIndex = bytes.length > 12 + length && bytes.toString('latin1', 0, 4) === 'DIRC';
  return isIndex && bytes.subarray(-length).every((byte) => byte === 0);
}

interface Sides extends GroundOptions {
  head: string | undefined;
}

async function difference(place: RunPlace, { base, start, head }: Sides): Promise<Difference> {
  const run = runPaths(place);
  const index = start === base ? run.index : resultIndex(run, start);
  const entries = await agentEntries(place, base);
  const isSame = (await isHeadOf(place, start, head)) && (await isAsIndexed(place, index, base));
  if (isSame && (await isWithin(entries, index, base))) return NONE;
  const state = await withStaged(place, await readWork(place, base), base, entries);
  const found = await withCommitted(place, state, base, start);
  // The agent's HEAD, and not the start, stands for hidden files: its next snapshot reads them there, too.
  const work = await withHeadEntries(place, found, { base, head: head ?? start, entries });
  const { tree } = await withTemporaryIndex(run.index, (index) =>
    writeTree(place, work, { base, head: head ?? start }, index),
  );
  const since = await changes(place, start, tree);
  const { kept, deleted } = await committedSince(place, start, head);
  const left = since
    .filter(({ status }) => status === 'D')
    .map(({ path }) => ({ path, commit: start, stays: deleted.has(path) }));
  const changed = left.filter(({ stays }) => stays).map(({ path }) => path);
  for (const { path, status } of kept.size > 0 ? await changes(place, head!, tree) : [])
    if (status === 'D' && kept.has(path)) {
      left.push({ path, commit: head!, stays: false });
      changed.push(path);
    }
  const others = since.filter(({ status }) => status !== 'D');
  const known = others.length > 0 ? await unchangedSince(place, tree, head === undefined ? [base] : [base, head]) : [];
  const reverted: LeftModule[] = [];
  for (const { path, status } of others) {
    if (!kept.has(path) && known.some((isSame) => isSame(path)))
      reverted.push({ path, commit: start, stays: status === 'A' });
    else changed.push(path);
  }
  return { left, reverted, changed };
}

/** Checks whether an index has all entries. An ignored file can be staged on purpose, and no other comparison shows it. */
async function isWithin(entries: readonly AgentEntry[], index: string, base: string): Promise<boolean> {
  const known = new Set((await entriesIn(index, base)).map(({ path }) => path));
  return entries.every(({ path }) => known.has(path));
}

/** Returns, for each commit, a function that checks whether a path is the same in a tree. */
async function unchangedSince(place: RunPlace, tree: string, commits: readonly string[]) {
  const differing = await Promise.all(commits.map((commit) => changes(place, commit, tree)));
  return differing.map((rows) => {
    const paths = new Set(rows.map(({ path }) => path));
    return (path: BytePath) => !paths.has(path);
  });
}

/** Lists the paths that the agent's commits since a commit changed and deleted. */
async function committedSince(
  place: RunPlace,
  start: string,
  head: string | undefined,
): Promise<{ kept: Set<BytePath>; deleted: Set<BytePath> }> {
  const found = { kept: new Set<BytePath>(), deleted: new Set<BytePath>() };
  if (head === undefined || head === start) return found;
  const fork = outputLine(await inStore(place, ['merge-base', start, head]));
  for (const { path, status } of fork === head ? [] : await changes(place, fork, head))
    found[status === 'D' ? 'deleted' : 'kept'].add(path);
  return found;
}

/** Checks whether the agent's HEAD is the one of a result: the result itself, or the parent of Backlog's commit. */
async function isHeadOf(place: RunPlace, start: string, head: string | undefined): Promise<boolean> {
  if (head === undefined || head === start) return true;
  return commitInFiles(repositoryPaths(place).store, start)?.parent === head;
}

/** Compares two commits or trees. A moved file counts as missing and new, because another file may be equal by chance. */
function changes(place: RunPlace, from: string, to: string) {
  return entryChanges(repositoryPaths(place).store, from, to);
}
