import { lstat, mkdir, readFile, readlink, rm } from 'node:fs/promises';
import { PLAIN_DIFF } from '../call/environment.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, joinPaths, splitPaths } from '../diff/path-text.ts';
import { removeIndex } from '../store/temporary-index.ts';
import { type CheckoutMove, changesOf, inCheckout, landingFiles, textOfPath } from './checkout.ts';

/**
 * Restores the files that an interrupted landing has changed. Such a file is missing, has the old content, or has the
 * beginning of the new content. Any other file was edited later and stays unchanged.
 * @returns the edited files
 */
export async function putFilesBack(move: CheckoutMove, index: string): Promise<BytePath[]> {
  const changes = await changesOf(move);
  const [notOld, notNew] = [await differing(move, index), await notAsNew(move)];
  const edited: BytePath[] = [];
  const restored: BytePath[] = [];
  for (const change of changes) {
    // A landing writes nothing into the folder of a submodule. It makes and removes empty ones.
    if (change.new.mode === SUBMODULE) continue;
    if (change.old.mode === SUBMODULE) await mkdir(fileOf(move.checkout.worktree, change.path), { recursive: true });
    if (change.status !== 'A' && !notOld.has(change.path)) continue;
    const state = await stateOf(move, change, notNew);
    if (state === 'edited') edited.push(change.path);
    else if (change.status !== 'A') restored.push(change.path);
    else if (state === 'ours') await rm(fileOf(move.checkout.worktree, change.path), { force: true });
  }
  await inCheckout(move, ['checkout-index', '-f', '-q', '-z', '--stdin'], { index, input: joinPaths(restored) });
  return edited;
}

/** Lists the paths of an index whose files have other content. */
async function differing(move: CheckoutMove, index: string): Promise<Set<BytePath>> {
  await inCheckout(move, ['update-index', '-q', '--refresh'], { index, codes: [0, 1] });
  const args = ['diff-files', '-z', '--name-only', ...PLAIN_DIFF, '--ignore-submodules=all'];
  return new Set(splitPaths((await inCheckout(move, args, { index })).out));
}

async function notAsNew(move: CheckoutMove): Promise<Set<BytePath>> {
  const index = `${landingFiles(move).index}.new`;
  try {
    await inCheckout(move, ['read-tree', move.new], { index });
    return await differing(move, index);
  } finally {
    await removeIndex(index);
  }
}

async function stateOf(
  move: CheckoutMove,
  { path, new: entry }: RawChange,
  notNew: ReadonlySet<BytePath>,
): Promise<'missing' | 'ours' | 'edited'> {
  const file = fileOf(move.checkout.worktree, path);
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return 'missing';
  if (facts.isDirectory() || entry.mode === '000000') return 'edited';
  if (!notNew.has(path)) return 'ours';
  const bytes = facts.isSymbolicLink() ? await readlink(file, { encoding: 'buffer' }) : await readFile(file);
  const written = await inCheckout(move, ['cat-file', '--filters', `--path=${textOfPath(path)}`, entry.object], {
    codes: [0, 1, 128],
  });
  return written.out.subarray(0, bytes.length).equals(bytes) ? 'ours' : 'edited';
}
