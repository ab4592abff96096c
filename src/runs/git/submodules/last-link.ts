import { type RunPlace, repositoryPaths, runRef } from '../store/paths.ts';
import { storeRef } from '../store/store-repo.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import type { Module } from './person-modules.ts';
import { linksOfCommit } from './read-links.ts';

/** Returns the commit of a submodule in a run's last result; undefined if the result has no such submodule. */
export async function lastLink(place: RunPlace, { names, path }: Module): Promise<string | undefined> {
  let commit = await storeRef(place, runRef(place.id, 'result'));
  let { store } = repositoryPaths(place);
  let rest = path;
  for (let depth = 1; commit !== undefined; depth++) {
    const [at, link] =
      [...(await linksOfCommit(store, commit))].find(([one]) => `${rest}/`.startsWith(`${one}/`)) ?? [];
    if (at === undefined || link === undefined || at === rest) return link;
    rest = rest.slice(at.length + 1);
    store = moduleStore(place, { names: names.slice(0, depth) });
    commit = (await hasCommit(store, link)) ? link : undefined;
  }
  return undefined;
}
