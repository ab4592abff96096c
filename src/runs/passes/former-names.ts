import type { PassRun } from '../../work/passes/known-passes.ts';
import { changesBetween, isAncestor } from '../git/index.ts';
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
