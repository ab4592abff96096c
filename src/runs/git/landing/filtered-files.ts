import { constants, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { isRefusal } from '../../../domain/errors.ts';
import { sha256 } from '../../../store/index.ts';
import { MAY_FAIL } from '../call/git.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, foldersAbove, joinPaths, splitRaw } from '../diff/path-text.ts';
import { isAttributes } from '../filters/filter-plan.ts';
import { commonOf } from '../store/paths.ts';
import { removeIndex, withTemporaryIndex } from '../store/temporary-index.ts';
import { type CheckoutMove, inCheckout } from './checkout.ts';
import { landingFiles } from './index-files.ts';

/** Changed files that git writes in another form than their commits have. */
export interface Converted {
  /** The paths whose files a filter of the person converts, such as git-lfs, before or after the landing. */
  filtered: ReadonlySet<BytePath>;
  /** True if attributes can apply that are in no commit. */
  isOwn: boolean;
}

/**
 * Finds the changed paths whose files git converts with a filter of the person. A filter can fail at any time, so Backlog
 * restores these files without it.
 * @param index an index with the old commit's entries
 */
export async function convertedFiles(
  move: CheckoutMove,
  index: string,
  changes: readonly RawChange[],
): Promise<Converted> {
  const paths = filesOf(changes);
  const { any, own: isOwn } = await attributesFor(move, index, changes);
  if (paths.length === 0 || !any) return { filtered: new Set(), isOwn };
  return withTemporaryIndex(landingFiles(move).index, async (made) => {
    await inCheckout(move, ['read-tree', move.new], { index: made });
    const sides = [index, made].map((one) => filteredIn(move, one, paths));
    // Without `--cached`, git also reads attributes of the worktree that are in no commit.
    const all = await Promise.all(isOwn ? [...sides, filteredIn(move, index, paths, [])] : sides);
    return { filtered: new Set(all.flat()), isOwn };
  });
}

const filesOf = (changes: readonly RawChange[]): BytePath[] =>
  changes.flatMap(({ path, old, new: to }) => (isFile(old.mode) || isFile(to.mode) ? [path] : []));

const isFile = (mode: string) => mode !== '000000' && mode !== SUBMODULE;

async function filteredIn(
  move: CheckoutMove,
  index: string,
  paths: readonly BytePath[],
  from: readonly string[] = ['--cached'],
): Promise<BytePath[]> {
  const args = ['check-attr', ...from, '-z', '--stdin', 'filter'];
  const fields = splitRaw((await inCheckout(move, args, { index, input: joinPaths(paths) })).out);
  return paths.filter((_, at) => !['unspecified', 'unset', 'set'].includes(fields[3 * at + 2] ?? 'unset'));
}

/** Finds out which attributes can apply to changed files (gitattributes). Most repositories have none. */
async function attributesFor(
  move: CheckoutMove,
  index: string,
  changes: readonly RawChange[],
): Promise<{ any: boolean; own: boolean }> {
  const tracked = await attributesIn(move, index);
  const own = await hasOwnAttributes(move, tracked, changes);
  return { any: own || tracked.size > 0 || changes.some(isAttributes), own };
}

/** Lists the files with attributes in an index. */
async function attributesIn(move: CheckoutMove, index: string): Promise<ReadonlySet<BytePath>> {
  const args = ['ls-files', '-z', '-c', '--', ':(top,glob)**/.gitattributes'];
  return new Set(splitRaw((await inCheckout(move, args, { index })).out));
}

/** Checks whether attributes can apply to these files that are in no commit. A person can change them at any time. */
async function hasOwnAttributes(
  move: CheckoutMove,
  tracked: ReadonlySet<BytePath>,
  changes: readonly RawChange[],
): Promise<boolean> {
  const { XDG_CONFIG_HOME: config = join(homedir(), '.config') } = process.env;
  const files = [
    join(commonOf(move.repository), 'info', 'attributes'),
    join(config, 'git', 'attributes'),
    '/etc/gitattributes',
  ];
  if (files.some((file) => existsSync(file))) return true;
  const folders = new Set(changes.flatMap(({ path }) => ['', ...foldersAbove(path).map((parent) => `${parent}/`)]));
  const paths = [...folders].map((folder) => `${folder}.gitattributes`).filter((path) => !tracked.has(path));
  if (paths.some((path) => existsSync(fileOf(move.checkout.worktree, path)))) return true;
  const named = ['config', '--get', 'core.attributesFile'];
  return (await inCheckout(move, named, { codes: [0, 1] })).out.length > 0;
}

/**
 * Lists the paths whose files git may be unable to compare in a recovery: those with a filter, and all files if the
 * landing changes attributes, because an interrupted way back may have changed these.
 */
export function pathsApart(filtered: ReadonlySet<BytePath>, changes: readonly RawChange[]): Set<BytePath> {
  return new Set(changes.some(isAttributes) ? filesOf(changes) : filtered);
}

/** Returns the path of the copy of a file, in the git folder of the checkout. */
const copyAt = (move: CheckoutMove, path: BytePath) => join(landingFiles(move).kept, sha256(path));
/** Returns the path of the copy of a file as the landing writes it. */
const newCopyAt = (move: CheckoutMove, path: BytePath) => fileOf(join(landingFiles(move).kept, 'new'), path);

/**
 * Copies the files of which a recovery needs copies: those of {@link pathsApart}. If attributes apply that are in no
 * commit, copies all files, as they are and as the landing writes them, because a person may change these attributes
 * before the recovery.
 */
export async function keepFiles(
  move: CheckoutMove,
  changes: readonly RawChange[],
  { filtered, isOwn }: Converted,
): Promise<void> {
  await keepOld(move, isOwn ? filesOf(changes) : pathsApart(filtered, changes));
  if (isOwn) await keepNew(move, changes);
}

/** Writes the new files beside the index. If a filter fails, there is no copy of its file, and git says so later. */
async function keepNew(move: CheckoutMove, changes: readonly RawChange[]): Promise<void> {
  const { kept, newIndex: index } = landingFiles(move);
  const folder = join(kept, 'new');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await inCheckout(move, ['read-tree', move.new], { index });
    const args = ['checkout-index', '-f', '-q', `--prefix=${folder}/`, '-z', '--stdin'];
    const input = joinPaths(changes.flatMap(({ path, new: to }) => (isFile(to.mode) ? [path] : [])));
    await inCheckout(move, args, { index, input, codes: MAY_FAIL });
  } catch (error) {
    // A filter can kill its git.
    if (!isRefusal(error)) throw error;
  } finally {
    await removeIndex(index);
  }
}

/** Returns the content that the landing gives a file, as git wrote it then; undefined without such a copy. */
export function newCopy(move: CheckoutMove, path: BytePath): Promise<Buffer | undefined> {
  return readFile(newCopyAt(move, path)).catch(() => undefined);
}

/** Copies the old files of these paths. A copy exists complete or not at all. */
async function keepOld(move: CheckoutMove, paths: Iterable<BytePath>): Promise<void> {
  for (const path of paths) {
    const file = fileOf(move.checkout.worktree, path);
    const facts = await lstat(file).catch(() => undefined);
    if (!facts?.isFile()) continue;
    const copy = copyAt(move, path);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await rename(await copied(file, `${copy}.part`), copy);
  }
}

/** Copies a file with its mode and times. @returns the path of the copy */
async function copied(file: string | Buffer, to: string): Promise<string> {
  await copyFile(file, to, constants.COPYFILE_FICLONE);
  const { atime, mtime } = await lstat(file);
  await utimes(to, atime, mtime);
  return to;
}

/** Checks whether {@link keepFiles} has copied the old file of a path or, of an added one, its new file. */
export function staysFiltered(move: CheckoutMove, { path, status }: RawChange): boolean {
  return existsSync(status === 'A' ? newCopyAt(move, path) : copyAt(move, path));
}

/** Checks whether a file is the one that was copied, also by its mode if the landing changes the mode. */
export async function isAsKept(move: CheckoutMove, { path, old, new: to }: RawChange): Promise<boolean> {
  const [file, copy] = [fileOf(move.checkout.worktree, path), copyAt(move, path)];
  const [now, kept] = await Promise.all([lstat(file).catch(() => undefined), lstat(copy)]);
  if (!now?.isFile() || now.size !== kept.size) return false;
  if (old.mode !== to.mode && now.mode !== kept.mode) return false;
  return now.mtimeMs === kept.mtimeMs || (await readFile(file)).equals(await readFile(copy));
}

/**
 * Puts a second copy in the place of the file. The first one stays for another recovery, unless there is no space for
 * both.
 */
export async function restoreKept(move: CheckoutMove, path: BytePath): Promise<void> {
  const [file, copy] = [fileOf(move.checkout.worktree, path), copyAt(move, path)];
  await mkdir(Buffer.from(dirname(file.toString('latin1')), 'latin1'), { recursive: true });
  const from = await copied(copy, `${copy}.part`).catch(() => copy);
  try {
    await rename(from, file);
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error;
    await rm(file, { force: true });
    await copyFile(from, file);
  }
}
