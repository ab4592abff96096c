import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownActor } from '../../domain/own-actors.ts';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { existingCommits } from '../git/call/batch.ts';
import { personCall } from '../git/call/environment.ts';
import { git } from '../git/call/git.ts';
import { targetTip } from '../git/history/target.ts';
import { branchTip } from '../git/history/tip-file.ts';
import { commonOf, type GitRepository } from '../git/store/paths.ts';
import { agentsCommits } from './agents-commits.ts';
import { blobsAt, type EntryBlobs, rawChanges, worktreeBlobs } from './entry-blobs.ts';
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

/** Maximum number of files that a mark lists. Once the branch has them, the next look lists further ones. */
const MOST_FILES = 200;

/** Number of files that one call of git compares. */
const AT_ONCE = 1000;

/**
 * Decides with git whether work in a worktree is on the branch now. Starts no git while the branch has the commit of the
 * last comparison.
 * @returns the mark for the task, changed if git found more; undefined if the work is on the branch
 * @throws BacklogError for a repository without the branch
 */
async function stillOff(off: OffBranch): Promise<OffBranch | undefined> {
  const repository: GitRepository = { name: off.main, folder: off.main, common: off.common };
  const isRead = off.files && off.target && off.tip === (await branchTip(repository, `refs/heads/${off.target}`));
  if (isRead && (off.lost || (await isKept(repository, off)))) return off;
  const { branch: target, commit: tip } = await targetTip(repository, off.target);
  if (!off.files || !off.base) return firstLook(repository, off, { target, tip });
  const isThere = (await wereThere(repository, off.base, tip, off.files)) || (await isMerged(repository, off, tip));
  if (!isThere) return placed(repository, { ...off, target, tip }, { target, tip });
  return off.files.length < MOST_FILES ? undefined : firstLook(repository, off, { target, tip });
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

/** Checks whether the place of the work exists. Starts git only for a commit that is no loose object. */
async function isKept(
  repository: GitRepository,
  { stash, commit = stash, gone, branch, worktree }: OffBranch,
): Promise<boolean> {
  if (commit) {
    const common = commonOf(repository);
    const isLoose = existsSync(join(common, 'objects', commit.slice(0, 2), commit.slice(2)));
    return isLoose || (await existingCommits(common, [commit])).length > 0;
  }
  return gone && branch ? (await branchTip(repository, `refs/heads/${branch}`)) !== undefined : existsSync(worktree);
}

/** Returns the mark with the place that has the work now, or as lost if no place has all of its files. */
async function placed(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch> {
  const { stash: _stash, commit: _commit, gone: _gone, lost: _lost, ...rest } = off;
  if (await isKept(repository, off)) return off.lost ? { ...off, lost: undefined } : off;
  const found = await firstLook(repository, rest, on);
  const has = new Set(found?.files?.map(({ path, blob }) => `${blob} ${path}`));
  return found && off.files?.every(({ path, blob }) => has.has(`${blob} ${path}`)) ? found : { ...off, lost: true };
}

async function isBranchGone(repository: GitRepository, { branch }: OffBranch): Promise<boolean> {
  return branch === undefined || (await branchTip(repository, `refs/heads/${branch}`)) === undefined;
}

/** Compares commits that no branch has. A file that the target branch changed since may have come there in another form. */
async function inLost(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch | undefined> {
  for (const commit of await lostCommits(repository, off)) {
    const found = await missingOf(repository, { commit, isStash: false }, on);
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
  const paths = [...new Set([...modes.keys(), ...added])].sort();
  const blobs = (some: readonly string[]) => worktreeBlobs(repository, { worktree, paths: some, modes });
  const files = await missingAt(repository, tip, paths, blobs);
  if (files.length === 0) return undefined;
  return { ...off, target, tip, base, files, branch: branch || undefined };
}

/** Compares the commits of the agent's branches and stashes with the branch, for an agent that left or removed its worktree. */
async function inCommits(repository: GitRepository, off: OffBranch, on: Target): Promise<OffBranch | undefined> {
  for (const { commit, branch } of await agentsCommits(repository, off, on.target)) {
    const found = await missingOf(repository, { commit, isStash: !branch }, on);
    if (found) return { ...off, ...on, ...found, ...(branch ? { branch, gone: true } : { stash: commit }) };
  }
  return undefined;
}

/** Lists the files that a commit or a stash changed since it left the branch, and that the branch lacks. */
async function missingOf(
  repository: GitRepository,
  { commit, isStash }: { commit: string; isStash: boolean },
  { tip }: Target,
): Promise<{ base: string; files: EntryBlobs } | undefined> {
  const call = (...args: string[]) => personCall(repository, args);
  const base = (await git({ ...call('merge-base', commit, tip), codes: [0, 1] })).out.toString().trim();
  if (!base || base === commit) return undefined;
  const show = isStash ? ['stash', 'show', '--include-untracked', commit] : ['diff', base, commit];
  const { out } = await git(call(...show, '--raw', '--no-abbrev', '--no-renames', '-z'));
  const blobs = new Map(rawChanges(out).map(({ path, blob }) => [path, blob]));
  const files = await missingAt(repository, tip, [...blobs.keys()], async (paths) =>
    paths.map((path) => ({ path, blob: blobs.get(path)! })),
  );
  return files.length > 0 ? { base, files } : undefined;
}

/** Lists the first files whose blob the branch lacks. */
async function missingAt(
  repository: GitRepository,
  tip: string,
  paths: readonly string[],
  blobsOf: (paths: readonly string[]) => Promise<EntryBlobs>,
): Promise<EntryBlobs> {
  const missing: EntryBlobs[number][] = [];
  for (let at = 0; at < paths.length && missing.length < MOST_FILES; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const [files, there] = await Promise.all([blobsOf(some), blobsAt(repository, tip, some)]);
    missing.push(...files.filter(({ path, blob }) => (there.get(path) ?? null) !== blob));
  }
  return missing.slice(0, MOST_FILES);
}

/** Checks whether the branch has or had each file with this content since the worktree began. */
async function wereThere(repository: GitRepository, base: string, tip: string, files: EntryBlobs): Promise<boolean> {
  const paths = files.map(({ path }) => path);
  const now = await blobsAt(repository, tip, paths);
  const left = files.filter(({ path, blob }) => (now.get(path) ?? null) !== blob);
  if (left.length === 0) return true;
  const args = ['log', '-m', '--raw', '--no-abbrev', '--no-renames', '--format=', '-z', `${base}..${tip}`, '--'];
  const { out } = await git(personCall(repository, [...args, ...literal(left.map(({ path }) => path))]));
  const had = new Set(rawChanges(out).map(({ path, blob }) => `${blob ?? ''} ${path}`));
  return left.every(({ path, blob }) => had.has(`${blob ?? ''} ${path}`));
}

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
