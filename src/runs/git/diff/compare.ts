import type { Changed } from '../../../domain/runs/change-shapes.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import type { RunPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { parseChanges } from './changed.ts';

/** Compares a commit with an index, like {@link changesBetween}. Needs no tree, so git can write the tree meanwhile. */
export async function stagedChanges(place: RunPlace, from: string, index: string): Promise<Changed[]> {
  return parseChanges((await inStore(place, ['diff-index', '--cached', ...CHANGES, from], { index })).out);
}

/** Options of a comparison for {@link parseChanges}. */
const CHANGES = ['-z', '--raw', '--numstat', '-M', ...PLAIN_DIFF];

/** Compares two commits, with renames and the number of changed lines of each file. */
export async function changesBetween(place: RunPlace, from: string, to: string): Promise<Changed[]> {
  return parseChanges((await inStore(place, ['diff-tree', '-r', ...CHANGES, from, to])).out);
}
