import { copyFile, link, lstat, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoHardLinks } from '../../../store/index.ts';
import { type PersonOptions, PLAIN_DIFF, personCall } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage } from '../call/git.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import { type BytePath, fileOf, parentsOf, pathText, splitPaths, splitRaw } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';
import { removeIndex } from '../store/temporary-index.ts';
import type { Deferral } from './deferral.ts';
import { checkoutObstacles } from './obstacles.ts';
import type { Checkout } from './worktrees.ts';

/** A checkout that moves from one commit to another. */
export interface CheckoutMove {
  repository: GitRepository;
  checkout: Checkout;
  old: string;
  new: string;
}

/** Returns the paths of the files that a landing writes into the git folder of a checkout. */
export function landingFiles({ checkout, new: to }: Pick<CheckoutMove, 'checkout' | 'new'>) {
  return {
    /**
     * Git's own lock of the index. While this file exists, no git of the person writes the index. Its text shows that
     * this landing made it.
     */
    lock: join(checkout.gitDir, 'index.lock'),
    lockText: `backlog landing ${to}\n`,
    /** Path of the index that the landing changes. It replaces the real index in one step. */
    index: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.index`),
    real: join(checkout.gitDir, 'index'),
  };
}

/**
 * Creates git's lock file of the checkout's index.
 * @returns undefined on success, otherwise the reason, because somebody else has the lock
 */
export async function lockIndex(move: CheckoutMove): Promise<Deferral | undefined> {
  const { lock, lockText } = landingFiles(move);
  try {
    await writeFile(lock, lockText, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return { kind: 'locked', file: lock };
    throw error;
  }
}

export async function unlockIndex(move: CheckoutMove): Promise<void> {
  const files = landingFiles(move);
  for (const end of ['', '.lock', '.new', '.new.lock']) await rm(files.index + end, { force: true });
  if (await holdsLock(move)) await rm(files.lock, { force: true });
}

/** Whether this landing has the lock of the checkout's index. */
export async function holdsLock(move: Pick<CheckoutMove, 'checkout' | 'new'>): Promise<boolean> {
  const { lock, lockText } = landingFiles(move);
  return (await readFile(lock, 'utf8').catch(() => '')) === lockText;
}

/**
 * Makes a second name for the checkout's index, so that the landing can change that copy. The two names share one file
 * until git replaces the copy.
 */
export async function copyOfIndex(move: CheckoutMove): Promise<string> {
  const { index, real } = landingFiles(move);
  // A killed git leaves the lock of the working copy.
  await removeIndex(index);
  await secondName(real, index).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return index;
}

/**
 * Gives a file a second name, or copies it where the file system has no hard links (exFAT, shares).
 * The copy keeps the file's time, rounded down: by it git finds entries that may have changed since. An earlier time is
 * safe, a later one is not.
 */
export async function secondName(file: string, name: string, give: typeof link = link): Promise<void> {
  try {
    await give(file, name);
  } catch (error) {
    if (!isNoHardLinks((error as NodeJS.ErrnoException).code)) throw error;
    const { atime, mtimeMs } = await stat(file);
    await copyFile(file, name);
    await utimes(name, atime, Math.floor(mtimeMs) / 1000);
  }
}

/**
 * Finds the reason why a checkout can't move to the new commit. It changes nothing except the landing's copy of the
 * index, which it refreshes.
 */
export async function checkoutProblem(move: CheckoutMove, index: string): Promise<Deferral | undefined> {
  const { checkout, old } = move;
  await inCheckout(move, ['update-index', '-q', '--refresh'], { index, codes: [0, 1] });
  const changes = await changesOf(move);
  const [worktree, staged, hidden] = await Promise.all([
    inCheckout(move, ['diff-index', '-z', '--name-only', '--ignore-submodules=dirty', ...PLAIN_DIFF, old, '--'], {
      index,
    }),
    inCheckout(move, ['diff-index', '-z', '--cached', '--name-only', ...PLAIN_DIFF, old, '--'], { index }),
    hiddenEdits(move, index, changes),
  ]);
  const dirty = overlap(changes, [...splitPaths(worktree.out), ...splitPaths(staged.out), ...hidden]);
  if (dirty.length > 0) return { kind: 'dirty', worktree: checkout.worktree, paths: dirty.map(pathText) };
  const paths = await checkoutObstacles(checkout.worktree, changes);
  return paths.length > 0 ? { kind: 'in-the-way', worktree: checkout.worktree, paths: paths.map(pathText) } : undefined;
}

/** Lists the files that differ between the old and the new commit of a landing. */
export async function changesOf({
  repository,
  old,
  new: to,
}: Pick<CheckoutMove, 'repository' | 'old' | 'new'>): Promise<RawChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, old, to];
  return parseRaw((await git(personCall(repository, args))).out);
}

export function inCheckout(
  { repository, checkout }: Pick<CheckoutMove, 'repository' | 'checkout'>,
  args: readonly string[],
  options: PersonOptions = {},
): Promise<GitOutcome> {
  return git(personCall(repository, args, { ...options, worktree: checkout.worktree }));
}

/**
 * Lists the dirty paths that a landing would overwrite: the changed paths, and paths above or below them, since a
 * folder may become a file.
 */
function overlap(changes: readonly RawChange[], dirty: readonly BytePath[]): BytePath[] {
  const touched = new Set(changes.map(({ path }) => path));
  const above = new Set(changes.flatMap(({ path }) => parentsOf(path)));
  const meets = (path: BytePath) =>
    touched.has(path) || above.has(path) || parentsOf(path).some((one) => touched.has(one));
  return [...new Set(dirty.filter(meets))].sort();
}

/** Finds edits that git does not report, because the files have the flag assume-unchanged or skip-worktree. */
async function hiddenEdits(move: CheckoutMove, index: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const { out } = await inCheckout(move, ['ls-files', '-z', '-v', '--cached'], { index });
  const flagged = new Set(splitRaw(out).flatMap((line) => (/^[a-zS] /.test(line) ? [line.slice(2)] : [])));
  const touched = changes.filter(({ path }) => flagged.has(path));
  const edits: BytePath[] = [];
  for (const { path, old } of touched) {
    const there = await lstat(fileOf(move.checkout.worktree, path)).catch(() => undefined);
    // A sparse checkout leaves files out; a missing file is no edit.
    if (there === undefined) continue;
    const { out: id } = await inCheckout(move, ['hash-object', '--', textOfPath(path)]);
    if (id.toString().trim() !== old.object) edits.push(path);
  }
  return edits;
}

/**
 * Writes the files of the new commit and their entries in the working copy of the index. @returns git's reason when it
 * refuses
 */
export async function moveFiles(
  move: CheckoutMove,
  index: string,
  from = move.old,
  to = move.new,
): Promise<string | undefined> {
  const { code, err } = await inCheckout(move, ['read-tree', '-m', '-u', from, to], { index, codes: [0, 1, 128] });
  return code === 0 ? undefined : gitMessage(err);
}

/** Replaces the person's index by the working copy. */
export async function putIndex(move: CheckoutMove): Promise<void> {
  const { index, real } = landingFiles(move);
  await rename(index, real);
}

/** Decodes a path for a command-line argument. For a name that is not UTF-8, no filter by file name matches. */
export function textOfPath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString();
}
