import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunPlace, runPaths } from './paths.ts';

/**
 * Takes away the locks that killed processes of a run left in its git folder: git refuses every write there as long as they are. Only to
 * be called when no process of the run lives.
 */
export async function clearLocks(place: RunPlace): Promise<void> {
  const { repo } = runPaths(place);
  const names = await readdir(repo, { recursive: true }).catch(() => []);
  const locks = names.filter((name) => name.endsWith('.lock') && !name.startsWith('objects/'));
  await Promise.all(locks.map((name) => rm(join(repo, name), { force: true })));
}
