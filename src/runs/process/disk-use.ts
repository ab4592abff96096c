import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Measures the disk use of a folder in bytes, counted in whole blocks. Ignores files that disappear meanwhile, and
 * doesn't follow links.
 */
export async function diskUse(folder: string): Promise<number> {
  const facts = await lstat(folder).catch(() => undefined);
  if (facts === undefined) return 0;
  const own = facts.blocks * 512;
  if (!facts.isDirectory()) return own;
  const names = await readdir(folder).catch(() => []);
  const within = await Promise.all(names.map((name) => diskUse(join(folder, name))));
  return within.reduce((sum, bytes) => sum + bytes, own);
}
