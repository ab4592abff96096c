import type { Changed } from '../../../domain/runs/change-shapes.ts';
import type { RawChange, TreeEntry } from '../diff/changed.ts';
import { type BytePath, bytePath, pathText } from '../diff/path-text.ts';

/** The changed files of each diff between a merge's commits. Only `renames` comes from detecting renames. */
export interface Union {
  approved: readonly Pick<Changed, 'path' | 'from'>[];
  /** Diff from the start commit to the result. */
  result: readonly RawChange[];
  /** Diff from the start commit to the target branch. */
  target: readonly RawChange[];
  /** Diff from the target branch to the merge. */
  merged: readonly RawChange[];
  /** Diff from the start commit to the target branch, with renames. */
  renames: readonly RawChange[];
}

/**
 * Checks that a merge changes exactly the approved files, and lists the problems. A file that the target branch renamed
 * counts as approved under its new name. A path that the target branch did not change must be as in the result.
 */
export function unionProblems({ approved, result, target, merged, renames }: Union): string[] {
  const allowed = new Set(
    approved.flatMap(({ path, from }) => [bytePath(path), ...(from === undefined ? [] : [bytePath(from)])]),
  );
  const problems = result
    .filter(({ path }) => !allowed.has(path))
    .map(({ path }) => `${pathText(path)} is in the result but not in the approved diff`);
  for (const { path, from } of renames) if (from !== undefined && allowed.has(from)) allowed.add(path);
  for (const { path } of merged) {
    if (!allowed.has(path)) problems.push(`${pathText(path)} is changed by the merge but not by the approved diff`);
  }
  const byTarget = new Set(target.map(({ path }) => path));
  const inMerge = new Map<BytePath, TreeEntry>(merged.map((change) => [change.path, change.new]));
  for (const change of result) {
    if (byTarget.has(change.path)) continue;
    const there = inMerge.get(change.path) ?? change.old;
    if (there.mode !== change.new.mode || there.object !== change.new.object) {
      problems.push(`${pathText(change.path)} differs between the merge and the approved diff`);
    }
  }
  return problems;
}
