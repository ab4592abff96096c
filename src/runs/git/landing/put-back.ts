import { lstat, mkdir, readFile, readlink, rm } from 'node:fs/promises';
import { PLAIN_DIFF } from '../call/environment.ts';
import { type RawChange, SUBMODULE, type TreeEntry } from '../diff/changed.ts';
import { type BytePath, fileOf, joinPaths, splitPaths, splitRaw } from '../diff/path-text.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { type CheckoutMove, changesOf, inCheckout, landingFiles, textOfPath } from './checkout.ts';
import { filteredPaths, isAsKept, isKept, restoreKept } from './filtered-files.ts';

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
  const filtered = await filteredPaths(move, index, changes);
  const isApart = ({ path, status }: RawChange) => filtered.has(path) && (status === 'A' || isKept(move, path));
  return [
    ...(await putBackPlain(
      move,
      index,
      changes.filter((change) => !isApart(change)),
    )),
    ...(await putBackFiltered(move, changes.filter(isApart))),
  ];
}

/** Lists the paths that a sparse checkout leaves out. A landing writes no such file. */
async function sparsePaths(move: CheckoutMove, index: string): Promise<Set<BytePath>> {
  const lines = splitRaw((await inCheckout(move, ['ls-files', '-z', '-t'], { index })).out);
  return new Set(lines.flatMap((line) => (line.startsWith('S ') ? [line.slice(2)] : [])));
}

async function putBackPlain(move: CheckoutMove, index: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const [notOld, notNew] = [await differing(move, changes, 'old'), await differing(move, changes, 'new')];
  const edited: BytePath[] = [];
  const restored: BytePath[] = [];
  for (const change of changes) {
    if (change.status !== 'A' && !notOld.has(change.path)) continue;
    const state = await stateOf(move, change, () => Promise.resolve(!notNew.has(change.path)));
    if (state === 'edited') edited.push(change.path);
    else if (change.status !== 'A') restored.push(change.path);
    else if (state === 'ours') await rm(fileOf(move.checkout.worktree, change.path), { force: true });
  }
  await inCheckout(move, ['checkout-index', '-f', '-q', '-z', '--stdin'], { index, input: joinPaths(restored) });
  return edited;
}

/** Restores files one by one, without the filter. If the filter fails, a file with unknown content counts as edited. */
async function putBackFiltered(move: CheckoutMove, changes: readonly RawChange[]): Promise<BytePath[]> {
  const edited: BytePath[] = [];
  for (const change of changes) {
    const { path, status } = change;
    if (status !== 'A' && (await isAsKept(move, path))) continue;
    const state = await stateOf(move, change, () => isCleaned(move, change));
    if (state === 'edited') edited.push(path);
    else if (status !== 'A') await restoreKept(move, path);
    else if (state === 'ours') await rm(fileOf(move.checkout.worktree, path), { force: true });
  }
  return edited;
}

/** Checks whether the filter makes the new object of a file. */
async function isCleaned(move: CheckoutMove, { path, new: entry }: RawChange): Promise<boolean> {
  const { code, out } = await inCheckout(move, ['hash-object', '--', textOfPath(path)], { codes: [0, 1, 128] });
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
  { path, new: entry }: RawChange,
  isNew: () => Promise<boolean>,
): Promise<'missing' | 'ours' | 'edited'> {
  const file = fileOf(move.checkout.worktree, path);
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return 'missing';
  if (facts.isDirectory() || entry.mode === '000000') return 'edited';
  if (await isNew()) return 'ours';
  const bytes = facts.isSymbolicLink() ? await readlink(file, { encoding: 'buffer' }) : await readFile(file);
  const written = await inCheckout(move, ['cat-file', '--filters', `--path=${textOfPath(path)}`, entry.object], {
    codes: [0, 1, 128],
  });
  return written.code === 0 && written.out.subarray(0, bytes.length).equals(bytes) ? 'ours' : 'edited';
}
