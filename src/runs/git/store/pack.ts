import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitRepository, type RunsPlace, repositoryPaths } from './paths.ts';
import { inStore } from './store-repo.ts';

/** From so many on they are packed: runs with refs in files of their own, and objects in files of their own. */
const MANY = { runs: 256, objects: 1024 };

/** {@link packStore} for each repository that had a run. */
export async function packStores(runs: string, repositories: readonly GitRepository[]): Promise<void> {
  for (const repository of repositories) await packStore({ runs, repository });
}

/**
 * Packs what runs left in the copy of a repository, once it is much: each ref and object is a file of its own until then. Only what is
 * in a pack is deleted as a file, so others may work there meanwhile, and what no ref names stays as well.
 */
export async function packStore(place: RunsPlace, many = MANY): Promise<void> {
  const { store } = repositoryPaths(place);
  if (!existsSync(store)) return;
  if ((await namesIn(join(store, 'refs', 'runs'))).length >= many.runs)
    await inStore(place, ['pack-refs', '--all', '--prune']);
  if (256 * (await looseIn(store, SAMPLE)).length < many.objects * SAMPLE.length) return;
  const input = (await looseIn(store, FOLDERS)).join('\n');
  await inStore(place, ['pack-objects', '-q', join(store, 'objects', 'pack', 'pack')], { input });
  await inStore(place, ['prune-packed', '-q']);
}

/** Where git keeps objects one by one, by the first two digits of their ids. */
const FOLDERS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));
/** Ids are spread evenly: some of the folders tell how many there are in all. */
const SAMPLE = ['11', '3a', '7c', 'e5'];
const REST_OF_ID = /^([0-9a-f]{38}|[0-9a-f]{62})$/;

async function looseIn(store: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const name of await namesIn(join(store, 'objects', folder)))
      if (REST_OF_ID.test(name)) found.push(folder + name);
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
