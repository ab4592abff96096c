import { rename } from 'node:fs/promises';
import type { Author } from '../call/environment.ts';
import { type RunPlace, repositoryPaths, resultIndex, runPaths, runRef } from '../store/paths.ts';
import { commitInFiles } from '../store/ref-files.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';
import { removeIndex } from '../store/temporary-index.ts';

interface CommitParts {
  tree: string;
  head: string;
  /** True if the agent's HEAD has this tree. */
  isHead: boolean;
  message: string;
  author: Author;
}

/** Stores the result, and an index of its files next to Backlog's index. */
export async function putResult(place: RunPlace, parts: CommitParts, index: string): Promise<string> {
  const run = runPaths(place);
  const ref = runRef(place.id, 'result');
  const before = await storeRef(place, ref);
  const commit = await commitOf(place, parts, before);
  if (commit !== before) await inStore(place, ['update-ref', ref, commit]);
  if (before !== undefined) await removeIndex(resultIndex(run, before));
  await rename(index, resultIndex(run, commit));
  return commit;
}

/**
 * Makes the commit of a result. If the worktree is unchanged since the last result, returns that commit, because
 * reviews refer to it.
 */
async function commitOf(
  place: RunPlace,
  { tree, head, isHead, message, author }: CommitParts,
  before: string | undefined,
): Promise<string> {
  if (isHead) return head;
  if (before !== undefined && (await treeAndParent(place, before)) === `${tree}\n${head}`) return before;
  return outputLine(await inStore(place, ['commit-tree', tree, '-p', head, '-F', '-'], { input: message, author }));
}

/** Returns the ids of a commit's tree and of its first parent, one per line; undefined if it has none. */
async function treeAndParent(place: RunPlace, commit: string): Promise<string | undefined> {
  const read = commitInFiles(repositoryPaths(place).store, commit);
  if (read) return `${read.tree}\n${read.parent}`;
  const known = await inStore(place, ['rev-parse', `${commit}^{tree}`, `${commit}^1`], { codes: [0, 1, 128] });
  return known.code === 0 ? outputLine(known) : undefined;
}
