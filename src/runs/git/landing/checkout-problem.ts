import { lstat, readdir, readlink } from 'node:fs/promises';
import { groupedBy } from '../../../base/iterables.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, foldersAbove, pathText, splitRaw } from '../diff/path-text.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { type CheckoutMove, inCheckout, textOfPath } from './checkout.ts';
import type { Deferral } from './deferral.ts';

/**
 * Finds the reason why a checkout can't move to the new commit. Changes nothing.
 * @param rows of the index, before the landing
 */
export async function checkoutProblem(
  move: CheckoutMove,
  rows: readonly IndexRow[],
  changes: readonly RawChange[],
): Promise<Deferral | undefined> {
  const { worktree } = move.checkout;
  const dirty = [...staged(changes, rows), ...(await editedFiles(move, changes, rows))];
  const obstacles = await checkoutObstacles(worktree, changes);
  const blocked = obstacles.filter((path) => !dirty.includes(path)).map(pathText);
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

/** One line of `ls-files`: an entry of the index, or a second line for an entry whose file differs. */
export interface IndexRow {
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

export async function indexRows(move: CheckoutMove, index: string, changes: readonly RawChange[]): Promise<IndexRow[]> {
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
  const above = new Set(changes.flatMap(({ path }) => foldersAbove(path)));
  const missing = new Set(changes.flatMap(({ path, status }) => (status === 'A' ? [] : [path])));
  const isAround = (path: BytePath) => above.has(path) || foldersAbove(path).some((one) => touched.has(one));
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

/**
 * Lists the added paths that can't be written in a worktree:
 * - because of a file with this path, even an ignored one, because `read-tree` overwrites ignored files
 * - because of a folder, unless the landing removes everything in it
 * - because of a file or link in place of a parent folder, unless the landing removes it
 * - because of a submodule with files, which git would delete for a file in its place
 */
async function checkoutObstacles(worktree: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const removed = new Set(changes.filter(({ status }) => status === 'D').map(({ path }) => path));
  const found = new Set<BytePath>(await filledSubmodules(worktree, changes));
  const clear = new Set<BytePath>();
  for (const { path } of changes.filter(({ status }) => status === 'A')) {
    const blocked = await above(worktree, path, removed, clear);
    if (blocked !== undefined) found.add(blocked);
    else if (await isTaken(worktree, path, removed)) found.add(path);
  }
  return [...found];
}

/** Finds the submodules in whose place a landing puts files, and whose folder isn't empty. */
async function filledSubmodules(worktree: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const replaced = changes.filter(
    (one) =>
      one.old.mode === SUBMODULE &&
      one.new.mode !== SUBMODULE &&
      (one.status !== 'D' || changes.some(({ path }) => path.startsWith(`${one.path}/`))),
  );
  const found: BytePath[] = [];
  for (const { path } of replaced) {
    const names = await readdir(fileOf(worktree, path)).catch(() => []);
    if (names.length > 0) found.push(path);
  }
  return found;
}

/** Finds the outermost parent of a path that is no folder and that the landing does not remove. */
async function above(
  worktree: string,
  path: BytePath,
  removed: ReadonlySet<BytePath>,
  clear: Set<BytePath>,
): Promise<BytePath | undefined> {
  for (const parent of foldersAbove(path)) {
    if (clear.has(parent)) continue;
    const facts = await lstat(fileOf(worktree, parent)).catch(() => undefined);
    if (facts === undefined || (!facts.isDirectory() && removed.has(parent))) return undefined;
    if (!facts.isDirectory()) return parent;
    clear.add(parent);
  }
  return undefined;
}

async function isTaken(worktree: string, path: BytePath, removed: ReadonlySet<BytePath>): Promise<boolean> {
  const parentGoes = foldersAbove(path).some((parent) => removed.has(parent));
  if (parentGoes) return false;
  const facts = await lstat(fileOf(worktree, path)).catch(() => undefined);
  if (facts === undefined) return false;
  if (!facts.isDirectory()) return true;
  for (const name of await readdir(fileOf(worktree, path), { encoding: 'latin1' })) {
    const inner = `${path}/${name}`;
    if (!removed.has(inner) && (await isTaken(worktree, inner, removed))) return true;
  }
  return false;
}
