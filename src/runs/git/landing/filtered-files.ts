import { constants, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { sha256 } from '../../../store/index.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, joinPaths, splitRaw } from '../diff/path-text.ts';
import { commonOf } from '../store/paths.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { type CheckoutMove, inCheckout, landingFiles } from './checkout.ts';

/**
 * Finds the changed paths whose files git converts with a filter of the person, such as git-lfs, before or after the
 * landing. A filter can fail at any time, so Backlog restores these files without it.
 * @param index an index with the old commit's entries
 */
export async function filteredPaths(
  move: CheckoutMove,
  index: string,
  changes: readonly RawChange[],
): Promise<Set<BytePath>> {
  const paths = changes.flatMap(({ path, old, new: to }) => (isFile(old.mode) || isFile(to.mode) ? [path] : []));
  if (paths.length === 0 || !(await mayHaveAttributes(move, index, changes))) return new Set();
  return withTemporaryIndex(landingFiles(move).index, async (made) => {
    await inCheckout(move, ['read-tree', move.new], { index: made });
    const both = await Promise.all([index, made].map((one) => filteredIn(move, one, paths)));
    return new Set(both.flat());
  });
}

const isFile = (mode: string) => mode !== '000000' && mode !== SUBMODULE;

async function filteredIn(move: CheckoutMove, index: string, paths: readonly BytePath[]): Promise<BytePath[]> {
  const args = ['check-attr', '--cached', '-z', '--stdin', 'filter'];
  const fields = splitRaw((await inCheckout(move, args, { index, input: joinPaths(paths) })).out);
  return paths.filter((_, at) => !['unspecified', 'unset', 'set'].includes(fields[3 * at + 2] ?? 'unset'));
}

/** Checks whether any attributes apply to the checkout (gitattributes). Most repositories have none. */
async function mayHaveAttributes(move: CheckoutMove, index: string, changes: readonly RawChange[]): Promise<boolean> {
  if (changes.some(isAttributes)) return true;
  const { XDG_CONFIG_HOME: config = join(homedir(), '.config') } = process.env;
  const files = [
    join(commonOf(move.repository), 'info', 'attributes'),
    join(config, 'git', 'attributes'),
    '/etc/gitattributes',
  ];
  if (files.some((file) => existsSync(file))) return true;
  const [tracked, named] = await Promise.all([
    inCheckout(move, ['ls-files', '-z', '-c', '--', ':(top,glob)**/.gitattributes'], { index }),
    inCheckout(move, ['config', '--get', 'core.attributesFile'], { codes: [0, 1] }),
  ]);
  return tracked.out.length > 0 || named.out.length > 0;
}

/** Checks whether a path is a file with attributes. Git reads those of the worktree. */
export const isAttributes = ({ path }: Pick<RawChange, 'path'>) => path.endsWith('.gitattributes');

/**
 * Lists the paths of which a landing keeps copies: those with a filter, and all files if the landing changes attributes.
 * An interrupted way back may have changed these attributes, so git can't compare the files any more.
 */
export function pathsToKeep(filtered: ReadonlySet<BytePath>, changes: readonly RawChange[]): Set<BytePath> {
  if (!changes.some(isAttributes)) return new Set(filtered);
  return new Set(changes.flatMap(({ path, old, new: to }) => (isFile(old.mode) || isFile(to.mode) ? [path] : [])));
}

/** Returns the path of the copy of a file, in the git folder of the checkout. */
const copyAt = (move: CheckoutMove, path: BytePath) => join(landingFiles(move).kept, sha256(path));

/** Copies the old files of these paths. A copy exists complete or not at all. */
export async function keepFiles(move: CheckoutMove, paths: Iterable<BytePath>): Promise<void> {
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

/** Checks whether {@link keepFiles} has copied the file of a path. */
export function isKept(move: CheckoutMove, path: BytePath): boolean {
  return existsSync(copyAt(move, path));
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
