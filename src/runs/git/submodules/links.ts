import { type RunPlace, repositoryPaths, runRef } from '../store/paths.ts';
import { storeRef } from '../store/store-repo.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import type { Module } from './person-modules.ts';
import { linksOfCommit } from './read-links.ts';

/** The commits that different places have for one path of a submodule; undefined where the path is no submodule. */
export interface LinkSources {
  /** In the run's start commit. */
  base: string | undefined;
  /** In the agent's last commit. */
  committed: string | undefined;
  /** In the agent's index. */
  staged: string | undefined;
  /** In the worktree: the commit that the submodule's own checkout is at, with its uncommitted files. */
  checkedOut: string | undefined;
  /** The commit with which Backlog filled the folder. */
  filled: string | undefined;
  /** True if the folder does not exist. */
  isMissing: boolean;
}

/**
 * Decides which commit of a submodule is in a run's result, as `git add -A` does. The agent may have checked out another
 * commit, staged one or committed one. A folder that stays as Backlog filled it counts only if nothing else changed.
 * @returns undefined if the result has no submodule at this path
 */
export function chosenLink(sources: LinkSources): string | undefined {
  const { base, checkedOut, filled = base, isMissing } = sources;
  const meant = indexedLink(sources);
  if (meant === undefined) return undefined;
  if (checkedOut !== undefined && checkedOut !== filled) return checkedOut;
  return isMissing && sources.filled !== undefined ? undefined : meant;
}

/** The commit that the agent's index has or, if it has the start commit's one, the agent's last commit. */
export function indexedLink({
  base,
  committed,
  staged,
}: Pick<LinkSources, 'base' | 'committed' | 'staged'>): string | undefined {
  return staged === base ? committed : staged;
}

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
