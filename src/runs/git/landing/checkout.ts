import { type PersonOptions, PLAIN_DIFF, personCall } from '../call/environment.ts';
import { type GitOutcome, git, gitMessage, MAY_FAIL } from '../call/git.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import { type BytePath, joinPaths } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';
import type { Checkout } from './worktrees.ts';

/** A checkout that moves from one commit to another. */
export interface CheckoutMove {
  repository: GitRepository;
  checkout: Checkout;
  old: string;
  new: string;
}

/** Lists the files that differ between the old and the new commit of a landing. */
export async function changesOf({
  repository,
  old,
  new: to,
}: Pick<CheckoutMove, 'repository' | 'old' | 'new'>): Promise<RawChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, old, to];
  return parseRaw((await git(personCall(repository, args))).out);
}

export function inCheckout(
  { repository, checkout }: Pick<CheckoutMove, 'repository' | 'checkout'>,
  args: readonly string[],
  options: PersonOptions = {},
): Promise<GitOutcome> {
  return git(personCall(repository, args, { ...options, worktree: checkout.worktree }));
}

/** Writes the files of the new commit and their entries in the index copy. @returns git's reason if it refuses */
export async function moveFiles(move: CheckoutMove, index: string): Promise<string | undefined> {
  const readTree = () => inCheckout(move, ['read-tree', '-m', '-u', move.old, move.new], { index, codes: MAY_FAIL });
  let { code, err } = await readTree();
  if (code !== 0 && /not uptodate/.test(err)) {
    // Git refuses files that were only touched. A refresh compares their contents first.
    // A filter can fail for an edited file that the landing doesn't change.
    await inCheckout(move, ['update-index', '-q', '--refresh'], { index, codes: MAY_FAIL });
    ({ code, err } = await readTree());
  }
  return code === 0 ? undefined : gitMessage(err);
}

/** Gives files of the index copy the person's flag assume-unchanged again, which `read-tree` takes from the files it writes. */
export async function assumeUnchanged(move: CheckoutMove, index: string, paths: readonly BytePath[]): Promise<void> {
  if (paths.length === 0) return;
  await inCheckout(move, ['update-index', '--assume-unchanged', '-z', '--stdin'], { index, input: joinPaths(paths) });
}

/** Decodes a path for a command-line argument. A name that isn't UTF-8 then matches no filter by file name. */
export function textOfPath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString();
}
