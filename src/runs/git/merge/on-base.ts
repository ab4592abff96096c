import type { RunsPlace } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';

/** Is a commit of the store the other one, or behind it? */
export async function comesFrom(place: RunsPlace, commit: string, from: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', '--is-ancestor', from, commit], { codes: [0, 1] })).code === 0;
}

/**
 * Two sides of a merge whose base is the commit that is named, also where one of them does not come from it: each becomes one change of it.
 * By its own history git would take an older base, and bring back what a person took out of the target since.
 */
export function bothOnBase(place: RunsPlace, base: string, sides: readonly string[]): Promise<string[]> {
  return Promise.all(
    sides.map(async (side) =>
      outputLine(await inStore(place, ['commit-tree', `${side}^{tree}`, '-p', base, '-m', 'For a merge'])),
    ),
  );
}
