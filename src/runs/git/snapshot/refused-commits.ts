import { sentence } from '../../../base/output/sentence.ts';
import { FETCH, runAuthor, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import type { RunPlace } from '../store/paths.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';

/** Git's words about an object that its check refuses, such as a commit with an invalid date (git-fsck(1)). */
const REFUSED = /^error: object [0-9a-f]+: (.+)$/m;

/** Returns why git's check refuses an object of the agent, from the words of a fetch; undefined for another failure. */
export function refusedIn(said: string): string | undefined {
  return REFUSED.exec(said)?.[1];
}

interface Refused {
  /** The ref of the private copy that keeps the new commit. */
  ref: string;
  base: string;
  /** A commit of the agent, and its tree. */
  commit: string;
  tree: string;
  /** Why git refuses it, or a commit before it. */
  why: string;
}

/**
 * Makes a commit with the files of one that git refuses. The same files get the same commit again, so that a result stays
 * the same.
 * @returns undefined if git refuses the files, too
 */
export async function standIn(
  place: RunPlace,
  view: string,
  { ref, base, commit, tree, why }: Refused,
): Promise<string | undefined> {
  const before = await storeRef(place, ref);
  if (before !== undefined) {
    const known = await inStore(place, ['rev-parse', `${before}^{tree}`, `${before}^1`], { codes: MAY_FAIL });
    if (known.code === 0 && outputLine(known) === `${tree}\n${base}`) return before;
  }
  const fetched = await inStore(place, [...FETCH, view, `+${tree}:${ref}-tree`], { codes: MAY_FAIL });
  if (fetched.code !== 0) return undefined;
  const message = `Files of the agent's commit ${commit}\n\nGit refuses a commit of the agent: ${sentence(why)} So the files are here without its commits.`;
  const author = runAuthor(place.id);
  const made = outputLine(
    await inStore(place, ['commit-tree', tree, '-p', base, '-F', '-'], { input: message, author }),
  );
  await inStore(place, ['update-ref', '--stdin'], { input: `update ${ref} ${made}\ndelete ${ref}-tree\n` });
  return made;
}

/** Checks whether a commit of the agent descends from another one, where both are: in the view. */
export async function descendsIn(view: string, commit: string, base: string): Promise<boolean> {
  return (await git(storeCall(view, ['merge-base', '--is-ancestor', base, commit], { codes: MAY_FAIL }))).code === 0;
}
