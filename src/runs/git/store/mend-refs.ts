import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { realEntries } from './git-dir.ts';
import { lostRefs, unbrokenRefs } from './lost-refs.ts';
import { type RepositoryPaths, type RunPlace, repositoriesFolder, runPaths } from './paths.ts';
import { putFile } from './store-repo.ts';

/**
 * Writes the refs of a git folder again if git can't read all of them, also those that only logs name.
 * @param aside moves a file or folder away, because it may contain work; does nothing without one. It may leave the packed
 * refs where they are, because a rename replaces them
 * @returns true if it wrote them
 */
export async function mendRefs(
  gitDir: string,
  { store }: Pick<RepositoryPaths, 'store'>,
  aside: (path: string) => Promise<void>,
): Promise<boolean> {
  const packed = await unbrokenRefs(gitDir, store);
  if (packed === undefined) return false;
  const lost = await lostRefs(gitDir, store);
  await aside(join(gitDir, 'packed-refs'));
  await putFile(join(gitDir, 'packed-refs'), packed);
  // A broken file of a ref hides the packed one. The agent can plant links, so none is followed.
  for (const { path, kind } of await realEntries(join(gitDir, 'refs')))
    if (kind === 'file' && lost.has(relative(gitDir, path))) await aside(path);
  return true;
}

/** Removes a link. Moves a file or folder into the run's folder, because it may contain work. */
export async function setAside(place: RunPlace, path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (!facts) return;
  if (facts.isSymbolicLink()) await rm(path);
  else await rename(path, join(runPaths(place).folder, asideName(path)));
}

export const asideName = (path: string): string => `aside-${basename(path)}-${randomBytes(4).toString('hex')}`;

const ASIDE = /^aside-.+-[0-9a-f]{8}$/s;

/**
 * Lists what Backlog moved aside in the folder with all files of runs and in those of repositories. Nothing removes it,
 * because it may contain work. What is in the folder of a run goes with that folder.
 */
export async function movedAside(runs: string): Promise<string[]> {
  const list = async (folder: string) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const top = repositoriesFolder(runs);
  const repositories = await list(top);
  const inner = repositories.flatMap((folder) => [folder, join(folder, 'modules'), join(folder, 'passes')]);
  const all = await Promise.all([runs, top, ...inner].map(list));
  // A repository can have such a name.
  return all.flat().filter((path) => ASIDE.test(basename(path)) && !existsSync(join(path, 'store.git')));
}
