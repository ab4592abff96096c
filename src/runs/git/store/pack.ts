import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitRepository, type RunsPlace, repositoryPaths } from './paths.ts';
import { inStore } from './store-repo.ts';

/** Minimum number of runs with loose refs, and of loose objects, from which the private copy is packed. */
const MANY = { runs: 256, objects: 1024 };

/** Packs the private copy of each repository. */
export async function packStores(runs: string, repositories: readonly GitRepository[]): Promise<void> {
  for (const repository of repositories) await packStore({ runs, repository });
}

/**
 * Packs the refs and objects of a private copy if there are many. Other processes may use the copy at the same time: it
 * deletes only objects that are in the pack, and keeps unreferenced objects.
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

/** Names of the folders in which git stores unpacked objects: the first two digits of an object's id. */
const FOLDERS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));
/**
 * Names of the folders whose objects are counted. Object ids are evenly distributed over all folders, so this sample
 * gives an estimate of the total.
 */
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
