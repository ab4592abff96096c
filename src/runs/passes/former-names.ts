import { DAY_MS } from '../../base/day.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { repositoryHere } from '../../domain/repository.ts';
import type { PassRun } from '../../work/passes/known-passes.ts';
import type { Context } from '../../work/workspace/context.ts';
import { changesBetween, formerPaths, isAncestor } from '../git/index.ts';
import type { CommitToCheck } from '../supervisor/result/check-folder.ts';

/** Names of files in earlier commits, by their names now. The latest of them comes first. */
export type FormerNames = ReadonlyMap<string, readonly string[]>;

/** Returns the names that files had when a pass looked earlier, in commits that the present one contains. */
export async function formerNames(
  { place, commit }: Pick<CommitToCheck, 'place' | 'commit'>,
  runs: readonly PassRun[],
): Promise<FormerNames> {
  const names = new Map<string, string[]>();
  for (const earlier of new Set(runs.flatMap((run) => run.commit ?? []).reverse())) {
    if (earlier === commit || !(await isAncestor(place.repository, earlier, commit))) continue;
    for (const { path, from } of await changesBetween(place, earlier, commit))
      if (from !== undefined) names.set(path, [...(names.get(path) ?? []), from]);
  }
  return names;
}

/** A commit can be older than the proposal that was made before its merge, in milliseconds. */
const UNMERGED_MS = 30 * DAY_MS;

/** Returns the names that a file had since the first proposal about another file. */
export async function formerNamesOf({ store, repositories }: Context, path: string): Promise<FormerNames> {
  let first: Instant | undefined;
  for (const [, { found, at }] of store.state.all('proposal'))
    if (found?.path !== undefined && found.path !== path && !(first !== undefined && first <= at)) first = at;
  const repository = repositoryHere(repositories);
  if (first === undefined || !repository) return new Map();
  const since = toInstant(fromInstant(first) - UNMERGED_MS);
  // A proposal is worth more than its comparison: without git, it only comes a second time.
  return new Map([[path, await formerPaths(repository, path, since).catch(() => [])]]);
}
