import type { Changed } from '../../../domain/runs/change-shapes.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import type { RunPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { parseChanges, parseRaw, type RawChange } from './changed.ts';

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

/**
 * Compares the entries of two commits or trees. Without `renames`, a moved file counts as missing and new, because
 * another file may be equal by chance.
 */
export async function entryChanges(
  place: RunPlace,
  from: string,
  to: string,
  renames = '--no-renames',
): Promise<RawChange[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    renames,
    '--no-rename-empty',
    '--ignore-submodules=none',
    ...PLAIN_DIFF,
    from,
    to,
  ];
  return parseRaw((await inStore(place, args)).out);
}
