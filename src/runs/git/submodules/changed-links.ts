import type { RawChange } from '../diff/changed.ts';
import type { BytePath } from '../diff/path-text.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { declaredIn } from './declared.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import type { Module } from './person-modules.ts';
import { type LinkChange, linksBetween, linksIn, linksOfCommit } from './read-links.ts';

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
export async function changedLinks(place: RunsPlace, from: string, to: string): Promise<ChangedLink[]> {
  const { store } = repositoryPaths(place);
  return changedIn(place, { store, names: [], at: '' }, await linksBetween(store, from, to), to);
}

/** Does the same if the changes between the commits are known. */
export function linksOfChanges(place: RunsPlace, changes: readonly RawChange[], to: string): Promise<ChangedLink[]> {
  const { store } = repositoryPaths(place);
  return changedIn(place, { store, names: [], at: '' }, linksIn(changes), to);
}

interface Level {
  store: string;
  names: readonly string[];
  at: BytePath;
}

async function changedIn(
  place: RunsPlace,
  { store, names, at }: Level,
  changed: readonly LinkChange[],
  to: string,
): Promise<ChangedLink[]> {
  const declared = changed.length === 0 ? [] : await declaredIn(store, to);
  const found: ChangedLink[] = [];
  for (const { path, old, commit } of changed) {
    const { name = path, url } = declared.find((one) => one.path === path) ?? {};
    const module = { names: [...names, name], path: `${at}${path}` };
    found.push({ ...module, ...(url === undefined ? {} : { url }), before: old, commit });
    const inner = moduleStore(place, module);
    if (!(await hasCommit(inner, commit))) continue;
    const isKnown = old !== undefined && (await hasCommit(inner, old));
    const own = isKnown ? await linksBetween(inner, old, commit) : await allLinks(inner, commit);
    found.push(...(await changedIn(place, { store: inner, names: module.names, at: `${module.path}/` }, own, commit)));
  }
  return found;
}

async function allLinks(store: string, commit: string): Promise<LinkChange[]> {
  return [...(await linksOfCommit(store, commit))].map(([path, link]) => ({ path, old: undefined, commit: link }));
}
