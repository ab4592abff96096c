import { BacklogError } from '../../../domain/errors.ts';
import type { RawChange } from '../diff/changed.ts';
import { type BytePath, pathText } from '../diff/path-text.ts';
import { tipOf } from '../history/tip-file.ts';
import type { ChangedLink } from '../submodules/changed-links.ts';
import { modulesProblem } from '../submodules/follow-modules.ts';
import { assumeUnchanged, type CheckoutMove, moveFiles } from './checkout.ts';
import { checkoutProblem, indexRows } from './checkout-problem.ts';
import { type Deferral, someOf } from './deferral.ts';
import { convertedFiles, keepFiles } from './filtered-files.ts';
import { copyOfIndex, lockIndex, putIndex, settleIndex, unlockIndex } from './index-files.ts';
import { goBack, putFilesBack } from './put-back.ts';
import type { HeldUpdate } from './transaction.ts';

/** Steps of a landing. Tests interrupt a landing after each step. */
export type LandStep =
  | 'fetched'
  | 'held'
  | 'locked'
  | 'checked'
  | 'moved'
  | 'indexed'
  | 'committed'
  | 'unlocked'
  | 'done';
export type AtStep = (step: LandStep) => void | Promise<void>;

/** What moves together with the files of a checkout. */
interface Moving {
  ref: string;
  changes: readonly RawChange[];
  links: readonly ChangedLink[];
}

/**
 * Moves a checkout and then its branch, under the lock of the checkout's index.
 * @returns the reason why nothing was changed, if there is one
 */
export async function moveCheckout(
  move: CheckoutMove,
  { ref, changes, links }: Moving,
  held: HeldUpdate,
  at: AtStep,
): Promise<Deferral | undefined> {
  const locked = await lockIndex(move);
  if (locked) return locked;
  // While files are half written, the lock, the index copy and the kept files stay for the recovery.
  let isHalf = false;
  try {
    await at('locked');
    const index = await copyOfIndex(move);
    const rows = await indexRows(move, index, changes);
    const stopped =
      (await checkoutProblem(move, rows, changes)) ?? (await modulesProblem(links, move.checkout.worktree));
    if (stopped) return stopped;
    const converted = await convertedFiles(move, index, changes);
    await keepFiles(move, changes, converted);
    await at('checked');
    isHalf = true;
    const refused = await moveFiles(move, index).catch((error: Error) => error.message);
    if (refused !== undefined) {
      // Git stopped halfway, for example because of a full disk. The real index is still the old one.
      const edited = await putFilesBack(move, await copyOfIndex(move));
      isHalf = false;
      return { kind: 'refused', said: refusedText(refused, converted.filtered, edited) };
    }
    const kept = new Set(changes.flatMap(({ path, status }) => (status === 'D' ? [] : [path])));
    const assumed = rows.filter(({ tag, path }) => /[a-z]/.test(tag) && kept.has(path));
    await assumeUnchanged(move, index, [...new Set(assumed.map(({ path }) => path))]);
    if (converted.filtered.size > 0) await settleIndex(index);
    await at('moved');
    await putIndex(move);
    await at('indexed');
    const failed = await commitOrGoBack(move, ref, held);
    isHalf = false;
    if (failed) throw failed;
    await at('committed');
    return undefined;
  } finally {
    if (!isHalf) await unlockIndex(move);
    await at('unlocked');
  }
}

/** Adds the files to git's words: those with a filter if git names none, and those that were edited meanwhile. */
function refusedText(said: string, filtered: ReadonlySet<BytePath>, edited: readonly BytePath[]): string {
  const files = [...filtered].map(pathText);
  const isAbout = /filter|hung up|not installed|exit SIG/.test(said) && !files.some((file) => said.includes(file));
  return [
    isAbout && files.length > 0 ? `${said} (files with a filter: ${someOf(files)})` : said,
    ...(edited.length > 0 ? [`these files were edited meanwhile and stay: ${someOf(edited.map(pathText))}`] : []),
  ].join('; ');
}

/**
 * Moves the branch. If git can't, reverts the index and the files.
 * @returns git's error after the way back is complete
 * @throws an error if the way back fails, too; then the recovery completes it
 */
async function commitOrGoBack(move: CheckoutMove, ref: string, held: HeldUpdate): Promise<Error | undefined> {
  try {
    await held.commit();
    return undefined;
  } catch (error) {
    // Git may have moved the branch before it was killed.
    if ((await tipOf(move, ref)) === move.new) return undefined;
    const edited = await goBack(move);
    const { message, code } = error as BacklogError;
    return edited.length === 0 ? (error as Error) : new BacklogError(code, refusedText(message, new Set(), edited));
  }
}
