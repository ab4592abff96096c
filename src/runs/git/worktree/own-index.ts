import { rename, stat } from 'node:fs/promises';
import { touchedEntries } from '../diff/diff-files.ts';
import { idLength, readIfThere } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { removeIndex } from '../store/temporary-index.ts';
import { allEntries, hasChecksum } from './index-entries.ts';

/**
 * Rebuilds Backlog's index of a run if the file is missing or damaged. It is next to the worktree, where a command of
 * the agent can change it. The new index has no times, so git then compares all files by content.
 */
export async function ensureIndex(place: RunPlace, base: string): Promise<void> {
  const { index } = runPaths(place);
  const bytes = (await readIfThere(index)) ?? Buffer.alloc(0);
  if (hasChecksum(bytes, idLength(base)) && bytes.readUInt32BE(4) <= 3) return;
  const made = `${index}.made-${process.pid}`;
  await removeIndex(made);
  await inStore(place, ['read-tree', base], { index: made });
  await rename(made, index);
}

/**
 * Checks whether a worktree has exactly the files of an index. It compares times in nanoseconds and ignores ignored
 * files. Returns false in unclear cases.
 */
export async function isAsIndexed(place: RunPlace, index: string, base: string): Promise<boolean> {
  const { tree } = runPaths(place);
  const bytes = (await readIfThere(index)) ?? Buffer.alloc(0);
  const length = idLength(base);
  const entries = hasChecksum(bytes, length) ? allEntries(bytes, length) : undefined;
  if (entries === undefined) return false;
  const written = (await stat(index, { bigint: true })).mtimeNs;
  // A later write in the same tick of the clock would not change such a file's times.
  if (entries.some(({ ctime, ctimeNs }) => BigInt(ctime) * NANO + BigInt(ctimeNs) >= written)) return false;
  if ((await touchedEntries(tree, entries))?.length !== 0) return false;
  const others = await inStore(place, ['ls-files', '-z', '-o', '--exclude-standard'], { tree, index });
  return others.out.length === 0;
}

const NANO = 1_000_000_000n;
