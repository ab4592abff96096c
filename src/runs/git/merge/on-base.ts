import type { RunsPlace } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';

/** Checks whether a commit of the private copy is another commit or descends from it. */
export async function comesFrom(place: RunsPlace, commit: string, from: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', '--is-ancestor', from, commit], { codes: [0, 1] })).code === 0;
}

/**
 * Rebuilds both sides of a merge as one commit each on `base`, even if a side does not descend from it. With the real
 * history, git would choose an older merge base, and the merge would restore changes that a person has removed from the
 * target branch.
 */
export function rebuildOnBase(place: RunsPlace, base: string, sides: readonly string[]): Promise<string[]> {
  return Promise.all(
    sides.map(async (side) =>
      outputLine(await inStore(place, ['commit-tree', `${side}^{tree}`, '-p', base, '-m', 'For a merge'])),
    ),
  );
}
