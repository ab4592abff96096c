import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { isSha256, readIfThere } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { removeIndex } from '../store/temporary-index.ts';

/**
 * Rebuilds our index of a run if the file is missing or damaged. It is next to the worktree, so a command of the agent
 * can change it. The new index has no times, so git next compares all files by content.
 */
export async function ensureIndex(place: RunPlace, base: string): Promise<void> {
  const { index } = runPaths(place);
  if (isSound((await readIfThere(index)) ?? Buffer.alloc(0), isSha256(base) ? 'sha256' : 'sha1')) return;
  const made = `${index}.made-${process.pid}`;
  await removeIndex(made);
  await inStore(place, ['read-tree', base], { index: made });
  await rename(made, index);
}

/** Checks the checksum at the end of an index (gitformat-index). */
function isSound(index: Buffer, kind: 'sha1' | 'sha256'): boolean {
  const length = kind === 'sha1' ? 20 : 32;
  if (index.length < 12 + length || index.toString('latin1', 0, 4) !== 'DIRC') return false;
  const sum = createHash(kind).update(index.subarray(0, -length)).digest();
  return sum.equals(index.subarray(-length));
}
