import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { allFacts, variablesOf } from '../../../work/processes/process-facts.ts';
import { PLAIN_DIFF, personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { type BytePath, pathText } from '../diff/path-text.ts';
import { isAncestor } from '../history/target.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { linksOfChanges } from '../submodules/changed-links.ts';
import { modulesBehind } from '../submodules/follow-modules.ts';
import { type CheckoutMove, changesOf, inCheckout } from './checkout.ts';
import type { ModuleText } from './deferral.ts';
import { copyOfIndex, holdsLock, landingFiles, unlockIndex } from './index-files.ts';
import { type LeftUndone, leftUndone } from './land.ts';
import { proveLanding } from './proof.ts';
import { goBack, putFilesBack } from './put-back.ts';
import { askBranch } from './two-answers.ts';
import { type Checkout, checkoutsOf, worktreesOn } from './worktrees.ts';

/** The record that a landing stores before it begins. */
export interface LandingJournal {
  repository: GitRepository;
  ref: string;
  old: string;
  new: string;
  /** The checkout that had the branch, if there was one. */
  worktree?: string;
  /** The folder with all files of runs. With it, the submodules of the checkout get their new commits. */
  runs?: string;
}

/**
 * `damaged` lists files that were edited after the crash and stay; all others are as before the landing. A completed
 * landing may have left something undone.
 */
export type Recovered = 'landed' | 'not' | { damaged: string[] } | LeftUndone;

/**
 * Completes or reverts a landing whose process died. Afterwards the branch and its checkout are both at the new commit
 * or both at the old one. Preserves changes that others made after the crash. If this function is killed, too, a second
 * call finishes the work.
 */
export async function recoverLanding(journal: LandingJournal): Promise<Recovered> {
  await clearRefLocks(journal);
  const moves = await interrupted(journal);
  let outcome: Recovered = (await hasLanded(journal)) ? 'landed' : 'not';
  for (const move of moves) {
    if (outcome === 'not') outcome = await finishOrRollBack(move, journal);
    await unlockIndex(move);
  }
  await dropLandingRefs(journal);
  if (outcome !== 'landed') return outcome;
  const left = await followLanded(journal);
  return Object.keys(left).length > 0 ? left : outcome;
}

async function followLanded({ runs, repository, ref, old, new: to }: LandingJournal): Promise<LeftUndone> {
  const changes = await changesOf({ repository, old, new: to });
  const branch = await askBranch(repository, ref);
  const { checkouts } = await worktreesOn(repository, branch);
  const unproved = await proveLanding(repository, branch.ref, changes, checkouts);
  if (runs === undefined) return leftUndone([], unproved);
  const links = await linksOfChanges({ runs, repository }, changes, to);
  const behind: ModuleText[] = [];
  for (const { worktree } of checkouts) behind.push(...(await modulesBehind(links, changes, worktree)));
  return leftUndone(behind, unproved);
}

async function hasLanded({ repository, ref, new: to }: LandingJournal): Promise<boolean> {
  return isAncestor(repository, to, ref);
}

/** Finds the checkouts whose index still has the lock of the interrupted landing. */
async function interrupted({ repository, ref, old, new: to, worktree }: LandingJournal): Promise<CheckoutMove[]> {
  const checkouts: Checkout[] = await checkoutsOf(repository, ref);
  const found: CheckoutMove[] = [];
  for (const checkout of [...checkouts, ...(await otherCheckouts(repository, worktree, checkouts))]) {
    const move = { repository, checkout, old, new: to };
    if (await holdsLock(move)) found.push(move);
  }
  return found;
}

/** Finds the checkout that the journal names. It may be on another branch now. */
async function otherCheckouts(
  repository: GitRepository,
  worktree: string | undefined,
  known: readonly Checkout[],
): Promise<Checkout[]> {
  if (worktree === undefined || !existsSync(worktree) || known.some((one) => one.worktree === worktree)) return [];
  const call = personCall(repository, ['rev-parse', '--absolute-git-dir'], { worktree, codes: [0, 128] });
  const { code, out } = await git(call);
  return code === 0 ? [{ worktree, gitDir: out.toString().trimEnd(), progress: undefined }] : [];
}

/** Completes the landing if all files were written and the branch hasn't moved; otherwise reverts it. */
async function finishOrRollBack(
  move: CheckoutMove,
  { repository, ref, old, new: to }: LandingJournal,
): Promise<Recovered> {
  const { index, newIndex } = landingFiles(move);
  await writersEnded(index);
  await writersEnded(newIndex, newIndex);
  if (!(await indexIsNew(move))) return recoveredWith(await putFilesBack(move, await copyOfIndex(move)));
  const args = ['update-ref', '-m', 'backlog: merge completed after a crash', ref, to, old];
  const moved = await git(personCall(repository, args, { worktree: move.checkout.worktree, codes: MAY_FAIL }));
  return moved.code === 0 ? 'landed' : recoveredWith(await goBack(move));
}

function recoveredWith(edited: readonly BytePath[]): Recovered {
  return edited.length > 0 ? { damaged: edited.map(pathText) } : 'not';
}

/** Checks whether the index has the new commit's entries for the landing's files. Ignores staged files. */
async function indexIsNew(move: CheckoutMove): Promise<boolean> {
  const cached = async (commit: string) => {
    const { out } = await inCheckout(move, [
      'diff-index',
      '-z',
      '--cached',
      '--name-only',
      '--no-renames',
      ...PLAIN_DIFF,
      commit,
      '--',
    ]);
    return new Set(out.toString('latin1').split('\0').filter(Boolean));
  };
  const [toNew, toOld] = [await cached(move.new), await cached(move.old)];
  return toNew.size < toOld.size;
}

/**
 * Removes the locks that a killed `git update-ref` left. The lock of the branch is Backlog's if it contains the
 * landing's commit. The lock of HEAD is Backlog's if both locks were made at the same time.
 */
async function clearRefLocks(journal: LandingJournal): Promise<void> {
  const lock = join(commonOf(journal.repository), `${journal.ref}.lock`);
  const content = await readFile(lock, 'utf8').catch(() => '');
  if (content.trim() !== journal.new || (await goneSoon(lock))) return;
  const { mtimeMs } = await stat(lock);
  for (const { gitDir } of await checkoutsOf(journal.repository, journal.ref)) {
    const headLock = join(gitDir, 'HEAD.lock');
    const head = await stat(headLock).catch(() => undefined);
    if (head && Math.abs(head.mtimeMs - mtimeMs) < SAME_MOMENT) await rm(headLock, { force: true });
  }
  await rm(lock, { force: true });
}

/** Maximum time between the two locks that one git process takes, in milliseconds. */
const SAME_MOMENT = 2000;

async function dropLandingRefs({ repository, new: to }: LandingJournal): Promise<void> {
  const args = ['for-each-ref', '--format=%(refname)', `--points-at=${to}`, 'refs/backlog/landing/'];
  const listed = await git(personCall(repository, args, { codes: [0, 128, 129] }));
  for (const ref of linesOfOutput(listed.out)) {
    await git(personCall(repository, ['update-ref', '-d', ref, to], { codes: MAY_FAIL }));
  }
}

/** Milliseconds between two checks for git processes. */
const EACH = 25;

/**
 * Maximum time to wait for a git process that is still active after its landing was killed, in milliseconds. It still
 * writes files of a checkout.
 */
const LONGEST = 60_000;

/**
 * Age of a lock, in milliseconds, from which its git process counts as dead. Used on systems where Backlog can't list
 * processes.
 */
const BLIND = 5000;

/**
 * Waits until no git process of a killed landing uses the index copy. `kill -9` does not end child processes. Files
 * can't be restored while a child process still writes them.
 * @param sign a file that exists as long as such a process may
 */
async function writersEnded(index: string, sign = `${index}.lock`): Promise<void> {
  const began = Date.now();
  for (let now = began; existsSync(sign); now = Date.now()) {
    const someone = someoneHas(index);
    if (someone === false || now - began > (someone ? LONGEST : BLIND)) return;
    await pause(EACH);
  }
}

/** Checks whether a git process uses the index; undefined on systems where Backlog can't list processes. */
function someoneHas(index: string): boolean | undefined {
  return allFacts()?.some((one) => !one.ended && variablesOf(one, { GIT_INDEX_FILE: index }) === 'all');
}

/** Checks whether the file disappears within half a second. Git removes its locks soon after its parent died. */
async function goneSoon(file: string): Promise<boolean> {
  for (const until = Date.now() + 500; existsSync(file); await pause(EACH)) if (Date.now() > until) return false;
  return true;
}
