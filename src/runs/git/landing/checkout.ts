import { copyFile, link, lstat, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { groupedBy } from '../../../base/iterables.ts';
import { isNoHardLinks } from '../../../store/index.ts';
import { type PersonOptions, PLAIN_DIFF, personCall } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage } from '../call/git.ts';
import { parseRaw, type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, parentsOf, pathText, splitRaw } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';
import { removeIndex } from '../store/temporary-index.ts';
import { kindsIn } from '../worktree/tree-state.ts';
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

/** Returns the paths of the files that a landing writes into a checkout's git folder. */
export function landingFiles({ checkout, new: to }: Pick<CheckoutMove, 'checkout' | 'new'>) {
  return {
    /** Git's lock of the index. While it exists, no other git writes the index. Its text identifies this landing. */
    lock: join(checkout.gitDir, 'index.lock'),
    lockText: `backlog landing ${to}\n`,
    /** Path of the index copy that the landing changes. It then replaces the real index in one step. */
    index: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.index`),
    /** Folder with copies of the files that a filter of the person has written and that the landing changes. */
    kept: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.files`),
    /** The index of before the landing, after the changed copy has replaced it. Only it has the flags of sparse files. */
    before: join(checkout.gitDir, `backlog-${to.slice(0, 16)}.before`),
    real: join(checkout.gitDir, 'index'),
  };
}

/**
 * Creates git's lock file of the checkout's index.
 * @returns undefined on success; otherwise the reason why another process has the lock
 */
export async function lockIndex(move: CheckoutMove): Promise<Deferral | undefined> {
  const { lock, lockText } = landingFiles(move);
  try {
    await writeFile(lock, lockText, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return { kind: 'locked', file: lock };
    throw error;
  }
}

export async function unlockIndex(move: CheckoutMove): Promise<void> {
  const files = landingFiles(move);
  for (const file of [files.index, `${files.index}.lock`, files.before]) await rm(file, { force: true });
  await rm(files.kept, { recursive: true, force: true });
  if (await holdsLock(move)) await rm(files.lock, { force: true });
}

/** Checks whether this landing owns the lock of the checkout's index. */
export async function holdsLock(move: Pick<CheckoutMove, 'checkout' | 'new'>): Promise<boolean> {
  const { lock, lockText } = landingFiles(move);
  return (await readFile(lock, 'utf8').catch(() => '')) === lockText;
}

/**
 * Makes a copy of the checkout's index that the landing can change. It is a second name for the same file until git
 * replaces it.
 */
export async function copyOfIndex(move: CheckoutMove): Promise<string> {
  const { index, real } = landingFiles(move);
  // A killed git may have left the lock of the index copy.
  await removeIndex(index);
  await secondName(real, index).catch(unlessMissing);
  return index;
}

function unlessMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error;
}

/**
 * Gives a file a second name. Without hard links (exFAT, network shares), copies the file and its time, rounded down.
 * Git uses this time to find entries that may have changed later, so an earlier time is safe and a later one is not.
 */
export async function secondName(file: string, name: string, give: typeof link = link): Promise<void> {
  try {
    await give(file, name);
  } catch (error) {
    if (!isNoHardLinks(errnoOf(error))) throw error;
    const { atime, mtimeMs } = await stat(file);
    await copyFile(file, name);
    await utimes(name, atime, Math.floor(mtimeMs) / 1000);
  }
}

/** Finds the reason why a checkout can't move to the new commit. Changes nothing. */
export async function checkoutProblem(
  move: CheckoutMove,
  index: string,
  changes: readonly RawChange[],
): Promise<Deferral | undefined> {
  const { worktree } = move.checkout;
  const rows = await indexRows(move, index, changes);
  const dirty = [...staged(changes, rows), ...(await editedFiles(move, changes, rows))];
  const blocked = (await checkoutObstacles(worktree, changes)).map(pathText);
  const inTheWay = blocked.length > 0 ? { kind: 'in-the-way' as const, worktree, paths: blocked } : undefined;
  if (dirty.length === 0) return inTheWay;
  const submodules = changes.flatMap(({ path, old }) =>
    old.mode === SUBMODULE && dirty.includes(path) ? [pathText(path)] : [],
  );
  const paths = [...new Set(dirty)].sort().map(pathText);
  return {
    ...{ kind: 'dirty', worktree, paths },
    ...(submodules.length > 0 ? { submodules } : {}),
    ...(inTheWay ? { also: inTheWay } : {}),
  };
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

/** One line of `ls-files`: an entry of the index, or a second line for an entry whose file differs. */
interface IndexRow {
  /**
   * `H`: in the index. `C`: the file is changed. `R`: the file is missing. `S` and small letters: git ignores changes
   * of the file.
   */
  tag: string;
  mode: string;
  object: string;
  stage: string;
  path: BytePath;
}

async function indexRows(move: CheckoutMove, index: string, changes: readonly RawChange[]): Promise<IndexRow[]> {
  const list = (args: readonly string[], codes?: number[]) =>
    inCheckout(move, ['--literal-pathspecs', 'ls-files', '-z', '-v', '-s', ...args], { index, codes });
  const all = await list(['-c', '-m', '-d'], [0, 128]);
  if (all.code === 0) return rowsIn(all.out);
  // A filter can fail for an edited file that the landing doesn't change, so git compares only the others.
  const rows = rowsIn((await list(['-c'])).out);
  const known = new Set(rows.map(({ path }) => path));
  const paths = changes.map(({ path }) => path).filter((path) => known.has(path));
  for (let at = 0; at < paths.length; at += TOGETHER) {
    const named = paths.slice(at, at + TOGETHER).map(textOfPath);
    rows.push(...rowsIn((await list(['-m', '-d', '--', ...named])).out));
  }
  return rows;
}

/** Number of paths in one call. */
const TOGETHER = 100;

function rowsIn(out: Buffer): IndexRow[] {
  return splitRaw(out).map((line) => {
    const end = line.indexOf('\t');
    const [tag = '', mode = '', object = '', stage = ''] = line.slice(0, end).split(' ');
    return { tag, mode, object, stage, path: line.slice(end + 1) };
  });
}

/**
 * Lists the staged changes that a landing would overwrite: of the changed paths, and of paths above or below these,
 * because a folder may become a file. Apart from changed paths, the old commit has no file above or below a changed
 * path.
 */
function staged(changes: readonly RawChange[], rows: readonly IndexRow[]): BytePath[] {
  const touched = new Map(changes.map((change) => [change.path, change]));
  const above = new Set(changes.flatMap(({ path }) => parentsOf(path)));
  const missing = new Set(changes.flatMap(({ path, status }) => (status === 'A' ? [] : [path])));
  const isAround = (path: BytePath) => above.has(path) || parentsOf(path).some((one) => touched.has(one));
  const found: BytePath[] = [];
  for (const { path, mode, object, stage } of rows) {
    const old = touched.get(path)?.old;
    missing.delete(path);
    if (old ? stage !== '0' || mode !== old.mode || object !== old.object : isAround(path)) found.push(path);
  }
  return [...found, ...missing];
}

/**
 * Lists the changed paths whose file has unstaged edits. It finds them itself in two cases that git doesn't report:
 * files with the flag assume-unchanged or skip-worktree, and a folder that became a link to an equal folder.
 */
async function editedFiles(
  move: CheckoutMove,
  changes: readonly RawChange[],
  rows: readonly IndexRow[],
): Promise<BytePath[]> {
  const { worktree } = move.checkout;
  const touched = new Set(changes.map(({ path }) => path));
  const tags = groupedBy(
    rows.filter(({ path }) => touched.has(path)),
    ({ path }) => path,
  );
  const kinds = kindsIn(worktree);
  const edits: BytePath[] = [];
  for (const { path, old, status } of changes) {
    const own = (tags.get(path) ?? []).map(({ tag }) => tag);
    const hidden = own.some((tag) => /[a-zS]/.test(tag));
    if (own.includes('C') || own.includes('R')) edits.push(path);
    else if (status === 'A' || own.length === 0) continue;
    else if (!hidden && (await kinds(path)) === 'nothing') edits.push(path);
    else if (hidden && (await isEdited(move, path, old.object))) edits.push(path);
  }
  return edits;
}

async function isEdited(move: CheckoutMove, path: BytePath, object: string): Promise<boolean> {
  const there = await lstat(fileOf(move.checkout.worktree, path)).catch(() => undefined);
  // A sparse checkout omits files, so a missing file is no edit.
  if (there === undefined) return false;
  if (!there.isFile() && !there.isSymbolicLink()) return true;
  const { out: id } = there.isFile()
    ? await inCheckout(move, ['hash-object', '--', textOfPath(path)])
    : await inCheckout(move, ['hash-object', '--stdin'], {
        input: await readlink(fileOf(move.checkout.worktree, path), { encoding: 'buffer' }),
      });
  return id.toString().trim() !== object;
}

/** Writes the files of the new commit and their entries in the index copy. @returns git's reason if it refuses */
export async function moveFiles(
  move: CheckoutMove,
  index: string,
  from = move.old,
  to = move.new,
): Promise<string | undefined> {
  const readTree = () => inCheckout(move, ['read-tree', '-m', '-u', from, to], { index, codes: [0, 1, 128] });
  let { code, err } = await readTree();
  if (code !== 0 && /not uptodate/.test(err)) {
    // Git refuses files that were only touched. A refresh compares their contents first.
    // A filter can fail for an edited file that the landing doesn't change.
    await inCheckout(move, ['update-index', '-q', '--refresh'], { index, codes: [0, 1, 128] });
    ({ code, err } = await readTree());
  }
  return code === 0 ? undefined : gitMessage(err);
}

/** Replaces the person's index by the changed copy, and keeps the index of before. */
export async function putIndex(move: CheckoutMove): Promise<void> {
  const { index, real, before } = landingFiles(move);
  await rm(before, { force: true });
  await secondName(real, before).catch(unlessMissing);
  await rename(index, real);
}

/** Decodes a path for a command-line argument. A name that isn't UTF-8 then matches no filter by file name. */
export function textOfPath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString();
}
