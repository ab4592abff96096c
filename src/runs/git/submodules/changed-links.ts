import type { BytePath } from '../diff/path-text.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { declaredIn } from './declared.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import type { Module } from './person-modules.ts';
import { type LinkChange, linksBetween, linksOfCommit } from './read-links.ts';

/** A submodule that has another commit in `to` than in `from`. */
export interface ChangedLink extends Module {
  url?: string;
  /** The commit before; undefined for a new submodule. */
  before: string | undefined;
  commit: string;
}

/**
 * Lists the submodules whose commit differs between two commits or trees of the private copy, without removed ones. Also
 * lists those of submodules. Each submodule is before its own ones.
 */
export function changedLinks(place: RunsPlace, from: string, to: string): Promise<ChangedLink[]> {
  const { store } = repositoryPaths(place);
  return changedBelow(place, { store, names: [], at: '' }, from, to);
}

interface Level {
  store: string;
  names: readonly string[];
  at: BytePath;
}

async function changedBelow(
  place: RunsPlace,
  { store, names, at }: Level,
  from: string | undefined,
  to: string,
): Promise<ChangedLink[]> {
  const changed = from === undefined ? await allLinks(store, to) : await linksBetween(store, from, to);
  const declared = changed.length === 0 ? [] : await declaredIn(store, to);
  const found: ChangedLink[] = [];
  for (const { path, old, commit } of changed) {
    const { name = path, url } = declared.find((one) => one.path === path) ?? {};
    const module = { names: [...names, name], path: `${at}${path}` };
    found.push({ ...module, ...(url === undefined ? {} : { url }), before: old, commit });
    const inner = moduleStore(place, module);
    if (!(await hasCommit(inner, commit))) continue;
    const known = old !== undefined && (await hasCommit(inner, old)) ? old : undefined;
    found.push(
      ...(await changedBelow(place, { store: inner, names: module.names, at: `${module.path}/` }, known, commit)),
    );
  }
  return found;
}

async function allLinks(store: string, commit: string): Promise<LinkChange[]> {
  return [...(await linksOfCommit(store, commit))].map(([path, link]) => ({ path, old: undefined, commit: link }));
}
