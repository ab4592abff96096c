import { existsSync, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ownActor } from '../../domain/own-actors.ts';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { personCall } from '../git/call/environment.ts';
import { git, linesOfOutput } from '../git/call/git.ts';
import { parseRaw } from '../git/diff/changed.ts';
import { treeEntries } from '../git/diff/tree-entries.ts';
import { targetTip } from '../git/history/target.ts';
import { branchTip } from '../git/history/tip-file.ts';
import type { GitRepository } from '../git/store/paths.ts';
import { outputLine } from '../git/store/store-repo.ts';
import { agentsCommits } from './agents-commits.ts';
import { lostCommits } from './lost-commits.ts';

/**
 * Looks in git for the work of completed tasks that is not on the branch, and removes the mark of a task whose work has
 * arrived there. A look that fails changes nothing.
 */
export async function followOffBranch(
  context: Context,
  tasks: Iterable<Task> = context.queue.offBranch(),
): Promise<void> {
  for (const { uuid, offBranch } of [...tasks]) {
    if (!offBranch) continue;
    const found = await stillOff(offBranch).catch((error: unknown) => {
      context.store.appendDiagnostic(`work that is not on the branch: ${String(error)}`);
      return offBranch;
    });
    if (same(found, offBranch)) continue;
    await context.store.write({ command: 'task_follow', actor: ownActor('history') }, (tx) => {
      const task = tx.get('task', uuid);
      if (!task || !isOffBranch(task) || !same(task.offBranch, offBranch)) return;
      putTask(tx, found ? { ...task, offBranch: found } : without(task, 'offBranch'));
    });
  }
}

type Files = NonNullable<OffBranch['files']>;

/** Maximum number of files to compare. */
const MOST_FILES = 200;

/**
 * Decides with git whether work in a worktree is on the branch now. Starts no git while the branch has the commit of the
 * last comparison.
 * @returns the mark for the task, changed if git found more; undefined if the work is on the branch
 * @throws BacklogError for a repository without the branch
 */
async function stillOff(off: OffBranch): Promise<OffBranch | undefined> {
  const repository: GitRepository = { name: off.main, folder: off.main, common: off.common };
  if (off.files && off.target && off.tip === (await branchTip(repository, `refs/heads/${off.target}`))) return off;
  const { branch: target, commit: tip } = await targetTip(repository, off.target);
  if (!off.files || !off.base) return firstLook(repository, off, { target, tip });
  const isThere = (await wereThere(repository, off.base, tip, off.files)) || (await isMerged(repository, off, tip));
  return isThere ? undefined : { ...off, target, tip };
}

/** The branch that should have the work. */
interface Target {
  target: string;
  tip: string;
}

/** Looks for work that the branch lacks: in the files of the worktree, then in the agent's branches and stashes. */
async function firstLook(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch | undefined> {
  const gone = !existsSync(off.worktree);
  const found = gone ? undefined : await inWorktree(repository, off, on);
  const kept = found ?? (await inCommits(repository, gone ? { ...off, gone } : off, on));
  return kept ?? (gone && (await isBranchGone(repository, off)) ? inLost(repository, off, on) : undefined);
}

async function isBranchGone(repository: GitRepository, { branch }: OffBranch): Promise<boolean> {
  return branch === undefined || (await branchTip(repository, `refs/heads/${branch}`)) === undefined;
}

/** Compares commits that no branch has. A file that the target branch changed since may have come there in another form. */
async function inLost(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch | undefined> {
  for (const commit of await lostCommits(repository, off)) {
    const found = await missingOf(repository, { commit, branch: commit }, on);
    if (!found) continue;
    const paths = found.files.map(({ path }) => path);
    const [then, now] = [await blobsAt(repository, found.base, paths), await blobsAt(repository, on.tip, paths)];
    const files = found.files.filter(({ path }) => then.get(path) === now.get(path));
    if (files.length > 0) return { ...off, ...on, base: found.base, files, branch: undefined, commit, gone: true };
  }
  return undefined;
}

/** Compares the files of the worktree with the branch: those that the worktree changed since it began. */
async function inWorktree(
  repository: GitRepository,
  off: OffBranch,
  { target, tip }: Target,
): Promise<OffBranch | undefined> {
  const { worktree } = off;
  const call = (...args: string[]) => personCall(repository, args, { worktree });
  const head = (await git(call('rev-parse', 'HEAD'))).out.toString().trim();
  const branch = (await git({ ...call('symbolic-ref', '--short', '-q', 'HEAD'), codes: [0, 1] })).out.toString().trim();
  if (branch === target) return undefined;
  const base = (await git({ ...call('merge-base', head, tip), codes: [0, 1] })).out.toString().trim() || tip;
  const tracked = rawChanges((await git(call('diff', '--raw', '--no-renames', '-z', base))).out);
  const added = words((await git(call('ls-files', '--others', '--exclude-standard', '-z'))).out);
  const modes = new Map(tracked.map(({ path, mode }) => [path, mode]));
  const paths = [...new Set([...modes.keys(), ...added])].sort().slice(0, MOST_FILES);
  const files = await missingAt(repository, tip, await blobsIn(repository, { worktree, paths, modes }));
  if (files.length === 0) return undefined;
  return { ...off, target, tip, base, files, branch: branch || undefined };
}

/** Compares the commits of the agent's branches and stashes with the branch, for an agent that left or removed its worktree. */
async function inCommits(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch | undefined> {
  for (const one of await agentsCommits(repository, off, on.target)) {
    const found = await missingOf(repository, one, on);
    if (found)
      return { ...off, ...on, ...found, ...(one.branch ? { branch: one.branch, gone: true } : { stash: one.commit }) };
  }
  return undefined;
}

/** Lists the files that a commit or a stash changed since it left the branch, and that the branch lacks. */
async function missingOf(
  repository: GitRepository,
  { commit, branch }: { commit: string; branch?: string },
  { tip }: Target,
): Promise<{ base: string; files: Files } | undefined> {
  const call = (...args: string[]) => personCall(repository, args);
  const base = (await git({ ...call('merge-base', commit, tip), codes: [0, 1] })).out.toString().trim();
  if (!base || base === commit) return undefined;
  const show = branch ? ['diff', base, commit] : ['stash', 'show', '--include-untracked', commit];
  const { out } = await git(call(...show, '--raw', '--no-abbrev', '--no-renames', '-z'));
  const changed = rawChanges(out).slice(0, MOST_FILES);
  const files = await missingAt(
    repository,
    tip,
    changed.map(({ path, mode, blob }) => ({ path, blob: mode === GONE ? null : entry(mode, blob) })),
  );
  return files.length > 0 ? { base, files } : undefined;
}

async function missingAt(repository: GitRepository, tip: string, files: Files): Promise<Files> {
  const there = await blobsAt(
    repository,
    tip,
    files.map(({ path }) => path),
  );
  return files.filter(({ path, blob }) => (there.get(path) ?? null) !== blob);
}

interface InWorktree {
  worktree: string;
  paths: readonly string[];
  /** The modes that git gives to tracked files. */
  modes: ReadonlyMap<string, string>;
}

/** Returns the blobs that the files and links of a worktree would have in a commit. Folders have no blob of their own. */
async function blobsIn(repository: GitRepository, { worktree, paths, modes }: InWorktree): Promise<Files> {
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

async function blobsAt(
  repository: GitRepository,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const { out } = await git(personCall(repository, ['ls-tree', '-r', '-z', commit, '--', ...paths]));
  return new Map(treeEntries(out, 'utf8').map(({ path, mode, object }) => [path, entry(mode, object)]));
}

/** Checks whether the branch has or had each file with this content since the worktree began. */
async function wereThere(repository: GitRepository, base: string, tip: string, files: Files): Promise<boolean> {
  const paths = files.map(({ path }) => path);
  const now = await blobsAt(repository, tip, paths);
  const left = files.filter(({ path, blob }) => (now.get(path) ?? null) !== blob);
  if (left.length === 0) return true;
  const args = ['log', '-m', '--raw', '--no-abbrev', '--no-renames', '--format=', '-z', `${base}..${tip}`, '--'];
  const { out } = await git(personCall(repository, [...args, ...literal(left.map(({ path }) => path))]));
  const had = new Set(
    rawChanges(out).map(({ path, mode, blob }) => `${mode === GONE ? '' : entry(mode, blob)} ${path}`),
  );
  return left.every(({ path, blob }) => had.has(`${blob ?? ''} ${path}`));
}

/** Reads the output of `git diff --raw -z`: each changed path, with its new mode and blob. */
const rawChanges = (out: Buffer): { path: string; mode: string; blob: string }[] =>
  parseRaw(out).map(({ path, new: { mode, object: blob } }) => ({
    path: Buffer.from(path, 'latin1').toString(),
    mode,
    blob,
  }));

/** The new mode of a deleted file. */
const GONE = '000000';

/**
 * Checks whether the worktree's own branch is merged, with commits of its own and without a change of the files since.
 * Somebody may have changed the files before they were committed.
 */
async function isMerged(
  repository: GitRepository,
  { branch, base, worktree, files = [] }: OffBranch,
  tip: string,
): Promise<boolean> {
  const own = branch ? await branchTip(repository, `refs/heads/${branch}`) : undefined;
  if (own === undefined || own === base) return false;
  const { code } = await git({ ...personCall(repository, ['merge-base', '--is-ancestor', own, tip]), codes: [0, 1] });
  if (code !== 0) return false;
  const status = ['status', '--porcelain', '-z', '--', ...literal(files.map(({ path }) => path))];
  const open = await git(personCall(repository, status, { worktree })).catch(() => undefined);
  return open === undefined || open.out.length === 0;
}

const words = (out: Buffer): string[] => out.toString().split('\0').filter(Boolean);
const literal = (paths: readonly string[]): string[] => paths.map((path) => `:(literal)${path}`);
