import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunPlace, runPaths } from './paths.ts';

/**
 * Removes the locks that killed processes left in a run's git folder; git refuses to write while they exist. Call it
 * while no process of the run lives.
 */
export async function clearLocks(place: RunPlace): Promise<void> {
  const { repo } = runPaths(place);
  const names = await readdir(repo, { recursive: true }).catch(() => []);
  const locks = names.filter((name) => name.endsWith('.lock') && !name.startsWith('objects/'));
  await Promise.all(locks.map((name) => rm(join(repo, name), { force: true })));
}
