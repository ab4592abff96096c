import { refuse } from '../../../domain/errors.ts';
import type { Author } from '../call/environment.ts';
import type { Person } from '../call/person-settings.ts';
import { ownSettings } from '../store/own-settings.ts';
import { completeFiles } from '../store/partial.ts';
import { type RunsPlace, runRef } from '../store/paths.ts';
import { fetchCommit, inStore, outputLine } from '../store/store-repo.ts';
import { commitTree } from './make-merge.ts';
import { mergeTree, parseMerge, type TreeConflict } from './merge-tree.ts';
import { rebuildOnBase } from './update.ts';

export interface RevertOptions {
  /** Id of the run whose merge is reverted. */
  id: string;
  /** The merged commit. Its changes are those from its first parent. */
  commit: string;
  /** The tip of the target branch, which contains the commit. */
  tip: string;
  message: string;
  author: Author | Person;
}

/** A commit that reverts another one; or why there is none: conflicts, or the tip has none of its changes. */
export type Reverted = { commit: string } | { conflicts: TreeConflict[] } | { nothing: true };

/**
 * Builds, in the private copy, a commit on top of the target branch that reverts exactly what a merged commit changed.
 * Changes no ref of the person and no worktree.
 * @throws BacklogError `git` if one of the commits can't be read
 */
export async function makeRevert(
  place: RunsPlace,
  { id, commit, tip, message, author }: RevertOptions,
): Promise<Reverted> {
  await ownSettings(place, tip);
  await fetchCommit(place, tip, runRef(id, 'reverted'));
  await completeFiles(place, tip);
  // To revert is to merge the commit's first parent, with the commit itself as the common start.
  const sides = await rebuildOnBase(place, commit, [tip, `${commit}^`]);
  const merged = await mergeTree(place, commit, sides);
  const parsed = parseMerge(merged.out) ?? refuse('git', `can't revert the merge of ${id}: ${merged.err.trim()}`);
  if (merged.code !== 0) return { conflicts: parsed.conflicts };
  const { tree } = parsed;
  if (tree === outputLine(await inStore(place, ['rev-parse', `${tip}^{tree}`]))) return { nothing: true };
  const committer: Person = author;
  const revert = await commitTree(place, { tree, parents: [tip], message, author, committer });
  await inStore(place, ['update-ref', runRef(id, 'reverted'), revert]);
  return { commit: revert };
}
