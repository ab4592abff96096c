import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, readlink, rename, rm, rmdir } from 'node:fs/promises';
import { PLAIN_DIFF } from '../call/environment.ts';
import { MAY_FAIL } from '../call/git.ts';
import { type RawChange, SUBMODULE, type TreeEntry } from '../diff/changed.ts';
import { type BytePath, fileOf, foldersAbove, joinPaths, splitPaths, splitRaw } from '../diff/path-text.ts';
import { isAttributes } from '../filters/filter-plan.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { type CheckoutMove, changesOf, inCheckout, textOfPath } from './checkout.ts';
import { convertedFiles, isAsKept, newCopy, pathsApart, restoreKept, staysFiltered } from './filtered-files.ts';
import { copyOfIndex, landingFiles, putIndex } from './index-files.ts';

/**
 * Reverts a checkout whose index is the new one already. The index goes back first: after an interruption, the checkout
 * is like one whose landing was interrupted between its files.
 * @returns the files that were edited meanwhile and stay
 */
export async function goBack(move: CheckoutMove): Promise<BytePath[]> {
  const { before, real } = landingFiles(move);
  if (existsSync(before)) await rename(before, real);
  else {
    const index = await copyOfIndex(move);
    await inCheckout(move, ['read-tree', '-i', '-m', move.new, move.old], { index });
    await putIndex(move);
  }
  return putFilesBack(move, await copyOfIndex(move));
}

/**
 * Restores the files that an interrupted landing has changed. Such a file is missing, has the old content, or has the
 * beginning of the new content. Any other file was edited later and stays unchanged. Files of the person's filters come
 * back from copies, because the filter may have interrupted the landing.
 * @param index a copy of the checkout's index
 * @returns the edited files
 */
export async function putFilesBack(move: CheckoutMove, index: string): Promise<BytePath[]> {
  const [all, sparse] = [await changesOf(move), await sparsePaths(move, index)];
  // A landing writes nothing into the folder of a submodule. It makes and removes empty ones.
  const links = all.filter((change) => change.old.mode === SUBMODULE && change.new.mode !== SUBMODULE);
  for (const { path } of links) await mkdir(fileOf(move.checkout.worktree, path), { recursive: true });
  const changes = all.filter(({ path, new: entry }) => entry.mode !== SUBMODULE && !sparse.has(path));
  const own = pathsApart((await convertedFiles(move, index, changes)).filtered, all);
  const apart = new Set(
    changes.filter((change) => staysFiltered(move, change) || (change.status === 'A' && own.has(change.path))),
  );
  // All states are read first: the attributes of a landing, which decide about them, are among its files.
  const states = await statesOf(move, changes, apart);
  const added = states.filter(([{ status }, state]) => status === 'A' && state === 'ours').map(([change]) => change);
  const isLast = lastOf(changes);
  await removeAdded(
    move,
    added.filter((change) => !isLast(change)),
    changes,
  );
  const places = placesIn(move);
  const edited: BytePath[] = [];
  const restored: RawChange[] = [];
  for (const [change, state] of states) {
    if (change.status === 'A' || state === 'edited') {
      if (state === 'edited') edited.push(change.path);
    } else if (state !== 'old') {
      if (await isFree(places, change.path, state)) restored.push(change);
      else edited.push(change.path);
    }
  }
  const [copies, others] = [restored.filter((one) => apart.has(one)), restored.filter((one) => !apart.has(one))];
  for (const { path } of copies.filter((change) => !isAttributes(change))) await restoreKept(move, path);
  // If this function is killed, the next recovery needs the attributes of the landing for all files that it finds.
  await removeAdded(move, added.filter(isLast), changes);
  for (const { path } of copies.filter(isAttributes)) await restoreKept(move, path);
  // Git reads the attributes of the worktree for the other files.
  for (const some of [others.filter(isAttributes), others.filter((change) => !isAttributes(change))]) {
    const input = joinPaths(some.map(({ path }) => path));
    await inCheckout(move, ['checkout-index', '-f', '-q', '-z', '--stdin'], { index, input });
  }
  return edited;
}

/**
 * What is at a path: the file of before the landing, nothing, what the landing wrote, something of the landing that is in
 * the way (a folder, or a link above), or something that was edited later.
 */
type State = 'old' | 'missing' | 'ours' | 'inTheWay' | 'edited';

/** Returns which added files leave last: attributes, except in a folder that the landing made in the place of a file. */
function lastOf(changes: readonly RawChange[]): (change: RawChange) => boolean {
  const files = new Set(changes.flatMap(({ path, status }) => (status === 'A' ? [] : [path])));
  return (change) => isAttributes(change) && !foldersAbove(change.path).some((parent) => files.has(parent));
}

/** Removes the files that the landing added, and the folders that it made in the place of files. */
async function removeAdded(
  { checkout }: CheckoutMove,
  added: readonly RawChange[],
  changes: readonly RawChange[],
): Promise<void> {
  const files = new Set(changes.flatMap(({ path, status }) => (status === 'A' ? [] : [path])));
  const wasNoFolder = (path: BytePath) => files.has(path) || foldersAbove(path).some((parent) => files.has(parent));
  for (const { path } of added) {
    await rm(fileOf(checkout.worktree, path), { force: true });
    for (const parent of foldersAbove(path).filter(wasNoFolder).reverse())
      await rmdir(fileOf(checkout.worktree, parent)).catch(() => undefined);
  }
}

type Place = 'nothing' | 'file' | 'folder' | 'behind';

/** Returns a function that says what is at a path. A path behind a link, or behind a file, has something in its way. */
function placesIn({ checkout }: CheckoutMove): (path: BytePath) => Promise<Place> {
  const facts = (path: BytePath) => lstat(fileOf(checkout.worktree, path)).catch(() => undefined);
  return async (path) => {
    for (const parent of foldersAbove(path)) {
      const above = await facts(parent);
      if (above && !above.isDirectory()) return 'behind';
    }
    const found = await facts(path);
    if (!found) return 'nothing';
    return found.isDirectory() ? 'folder' : 'file';
  };
}

/** Checks whether a file can be put back without a loss: nothing, or what the landing wrote, is in its place. */
async function isFree(places: ReturnType<typeof placesIn>, path: BytePath, state: State): Promise<boolean> {
  const now = await places(path);
  return now === 'nothing' || (now === 'file' && state === 'ours');
}

/** Lists the paths that a sparse checkout leaves out. A landing writes no such file. */
async function sparsePaths(move: CheckoutMove, index: string): Promise<Set<BytePath>> {
  const lines = splitRaw((await inCheckout(move, ['ls-files', '-z', '-t'], { index })).out);
  return new Set(lines.flatMap((line) => (line.startsWith('S ') ? [line.slice(2)] : [])));
}

/** Reads the states of all changed paths. If a filter fails, a file with unknown content counts as edited. */
async function statesOf(
  move: CheckoutMove,
  changes: readonly RawChange[],
  apart: ReadonlySet<RawChange>,
): Promise<[RawChange, State][]> {
  const plain = changes.filter((change) => !apart.has(change));
  const [notOld, notNew] = [await differing(move, plain, 'old'), await differing(move, plain, 'new')];
  const places = placesIn(move);
  const states: [RawChange, State][] = [];
  for (const change of changes) {
    const { path, status } = change;
    const place = await places(path);
    const asBefore = async () =>
      apart.has(change) ? place === 'file' && (await isAsKept(move, change)) : !notOld.has(path);
    const isNew = () => (apart.has(change) ? isCleaned(move, change) : Promise.resolve(!notNew.has(path)));
    const isOld = status !== 'A' && (await asBefore());
    const state = isOld ? 'old' : await stateOf(move, change, { place, changes, isNew });
    states.push([change, state]);
  }
  return states;
}

/** Checks whether the filter makes the new object of a file. */
async function isCleaned(move: CheckoutMove, { path, new: entry }: RawChange): Promise<boolean> {
  const { code, out } = await inCheckout(move, ['hash-object', '--', textOfPath(path)], { codes: MAY_FAIL });
  return code === 0 && out.toString().trim() === entry.object;
}

/**
 * Lists the changed paths whose files differ from one side of the changes. Reads only these files: a filter that fails
 * for another file must not keep them from being restored.
 */
async function differing(
  move: CheckoutMove,
  changes: readonly RawChange[],
  side: 'old' | 'new',
): Promise<Set<BytePath>> {
  const lines = changes.flatMap(({ path, [side]: entry }) => (isThere(entry) ? [lineOf(entry, path)] : []));
  return withTemporaryIndex(landingFiles(move).index, async (index) => {
    const input = Buffer.from(lines.join(''), 'latin1');
    await inCheckout(move, ['update-index', '-z', '--index-info'], { index, input });
    await inCheckout(move, ['update-index', '-q', '--refresh'], { index, codes: [0, 1] });
    const args = ['diff-files', '-z', '--name-only', ...PLAIN_DIFF, '--ignore-submodules=all'];
    return new Set(splitPaths((await inCheckout(move, args, { index })).out));
  });
}

const isThere = ({ mode }: TreeEntry) => mode !== '000000' && mode !== SUBMODULE;
const lineOf = ({ mode, object }: TreeEntry, path: BytePath) => `${mode} ${object}\t${path}\0`;

async function stateOf(
  move: CheckoutMove,
  { path, status, new: entry }: RawChange,
  { place, changes, isNew }: { place: Place; changes: readonly RawChange[]; isNew: () => Promise<boolean> },
): Promise<State> {
  const file = fileOf(move.checkout.worktree, path);
  if (place === 'nothing') return 'missing';
  if (place === 'behind') return 'inTheWay';
  if (place === 'folder') return isOfLanding(path, status, changes) ? 'inTheWay' : 'edited';
  if (entry.mode === '000000') return 'edited';
  const isLink = (await lstat(file)).isSymbolicLink();
  if (isLink && entry.mode !== LINK) return 'edited';
  const bytes = isLink ? await readlink(file, { encoding: 'buffer' }) : await readFile(file);
  const copy = isLink ? undefined : await newCopy(move, path);
  if (copy !== undefined && startsWith(copy, bytes)) return 'ours';
  if (!isLink && (await isNew())) return 'ours';
  const content = entry.mode === LINK ? ['cat-file', 'blob'] : ['cat-file', '--filters', `--path=${textOfPath(path)}`];
  const written = await inCheckout(move, [...content, entry.object], { codes: MAY_FAIL });
  return written.code === 0 && startsWith(written.out, bytes) ? 'ours' : 'edited';
}

const startsWith = (whole: Buffer, bytes: Buffer) => whole.subarray(0, bytes.length).equals(bytes);

const LINK = '120000';

/** Checks whether a folder is in the place of a file because of the landing: it was there before, or got new files. */
function isOfLanding(path: BytePath, status: string, changes: readonly RawChange[]): boolean {
  const wanted = status === 'A' ? (other: string) => other !== 'A' : (other: string) => other === 'A';
  return changes.some((other) => wanted(other.status) && foldersAbove(other.path).includes(path));
}
