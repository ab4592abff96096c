import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { OffBranch } from '../../domain/task/off-branch.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import { same } from '../../store/index.ts';
import { putTask, without } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { personCall } from '../git/call/environment.ts';
import { git, linesOfOutput } from '../git/call/git.ts';
import { treeEntries } from '../git/diff/tree-entries.ts';
import { targetTip } from '../git/history/target.ts';
import { branchTip } from '../git/history/tip-file.ts';
import type { GitRepository } from '../git/store/paths.ts';

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

/** Compares the files of the worktree with the branch: those that the worktree changed since it began. */
async function firstLook(
  repository: GitRepository,
  off: OffBranch,
  { target, tip }: { target: string; tip: string },
): Promise<OffBranch | undefined> {
  const { worktree } = off;
  const call = (...args: string[]) => personCall(repository, args, { worktree });
  const head = (await git(call('rev-parse', 'HEAD'))).out.toString().trim();
  const branch = (await git({ ...call('symbolic-ref', '--short', '-q', 'HEAD'), codes: [0, 1] })).out.toString().trim();
  if (branch === target) return undefined;
  const base = (await git({ ...call('merge-base', head, tip), codes: [0, 1] })).out.toString().trim() || tip;
  const tracked = words((await git(call('diff', '--name-only', '--no-renames', '-z', base))).out);
  const added = words((await git(call('ls-files', '--others', '--exclude-standard', '-z'))).out);
  const paths = [...new Set([...tracked, ...added])].sort().slice(0, MOST_FILES);
  const there = await blobsAt(repository, tip, paths);
  const files: Files = (await blobsIn(repository, worktree, paths)).filter(
    ({ path, blob }) => (there.get(path) ?? null) !== blob,
  );
  if (files.length === 0) return undefined;
  return { ...off, target, tip, base, files, ...present({ branch: branch || undefined }) };
}

/** Returns the blobs that the files of a worktree would have in a commit. Links and folders have no blob of their own. */
async function blobsIn(repository: GitRepository, worktree: string, paths: readonly string[]): Promise<Files> {
  const kinds = await Promise.all(paths.map((path) => lstat(join(worktree, path)).catch(() => undefined)));
  const there = paths.filter((_, n) => kinds[n]?.isFile());
  const hash = personCall(repository, ['hash-object', '--', ...there], { worktree });
  const hashed = there.length === 0 ? [] : linesOfOutput((await git(hash)).out);
  const blobs = new Map(there.map((path, n) => [path, hashed[n]!]));
  return paths.map((path, n) => ({ path, blob: blobs.get(path) ?? (kinds[n] ? NO_FILE : null) }));
}

/** Stands for an entry that is no file. No blob has this name, so only a merge shows that it is on the branch. */
const NO_FILE = 'no file';

async function blobsAt(
  repository: GitRepository,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const { out } = await git(personCall(repository, ['ls-tree', '-r', '-z', commit, '--', ...paths]));
  return new Map(treeEntries(out, 'utf8').map(({ path, object }) => [path, object]));
}

/** Checks whether the branch has or had each file with this content since the worktree began. */
async function wereThere(repository: GitRepository, base: string, tip: string, files: Files): Promise<boolean> {
  const paths = files.map(({ path }) => path);
  const now = await blobsAt(repository, tip, paths);
  const left = files.filter(({ path, blob }) => (now.get(path) ?? null) !== blob);
  if (left.length === 0) return true;
  const args = ['log', '-m', '--raw', '--no-abbrev', '--no-renames', '--format=', '-z', `${base}..${tip}`, '--'];
  const fields = words((await git(personCall(repository, [...args, ...literal(left.map(({ path }) => path))]))).out);
  const had = new Set<string>();
  for (let n = 0; n + 1 < fields.length; n += 2) {
    const [, , , blob = '', status = ''] = fields[n]!.split(' ');
    had.add(`${status === 'D' ? '' : blob} ${fields[n + 1]}`);
  }
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
