import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFileIn } from '../call/cause.ts';
import { FETCH, personCall } from '../call/environment.ts';
import { git, gitMessage, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import type { RawChange } from '../diff/changed.ts';
import { unconvertedText } from '../filters/filter-index.ts';
import { tipOf } from '../history/tip-file.ts';
import { commonOf, type GitRepository, type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { type ChangedLink, linksOfChanges } from '../submodules/changed-links.ts';
import { modulesBehind } from '../submodules/follow-modules.ts';
import { bringModules } from '../submodules/land-modules.ts';
import { changesOf } from './checkout.ts';
import type { Deferral, ModuleText } from './deferral.ts';
import { type AtStep, moveCheckout } from './move-checkout.ts';
import { proveLanding, type Unproved } from './proof.ts';
import { type HeldUpdate, holdUpdate } from './transaction.ts';
import { type AskedBranch, askBranch } from './two-answers.ts';
import { type Checkout, checkoutToMove, worktreesOn } from './worktrees.ts';

export interface Landing {
  /** Full name of the target branch: `refs/heads/main`. */
  ref: string;
  /** `old` is the branch's present commit. `new` is a commit of the private copy that descends from it. */
  old: string;
  new: string;
  /** Id of the run whose result is merged. */
  id: string;
  /** Message that git writes into the reflogs. */
  message: string;
  /** Time limit of each of the person's hooks, in milliseconds. If absent, no hook runs. */
  hooksMs?: number;
}

/** What a landing left undone in checkouts of its branch. */
export interface LeftUndone {
  /** The submodules that stay at another commit, or whose folder stays although they are removed. */
  behind?: ModuleText[];
  /** The worktrees whose files or index differ from the landed commit. */
  unproved?: Unproved[];
}

/** Outcome of a landing. `worktree` is the checkout that has the branch and got its new files, if there is one. */
export type Landed = ({ landed: true; worktree?: string } & LeftUndone) | { landed: false; why: Deferral };

/**
 * Lands a result: moves a branch of the person to a commit, together with the checkout that has the branch. A run
 * changes the person's branches and files only by this function and `recoverLanding`. The steps are:
 * - Git locks the branch.
 * - This function checks the checkout and writes its files, under the lock of the checkout's index.
 * - Git moves the branch if its commit is still `old`.
 * After a crash at any step, call `recoverLanding`.
 */
export async function land(place: RunsPlace, landing: Landing, at: AtStep = () => undefined): Promise<Landed> {
  const { repository } = place;
  const branch = await askBranch(repository, landing.ref);
  const before = await worktreesOn(repository, branch);
  const follows = checkoutToMove(before);
  if ('why' in follows) return { landed: false, why: follows.why };
  if (branch.tip !== landing.old) return { landed: false, why: { kind: 'moved', at: branch.tip } };
  const said = await unconvertedText(place, landing);
  if (said !== undefined) return { landed: false, why: { kind: 'refused', said } };
  const fetched = await bring(place, landing);
  if (fetched) return { landed: false, why: fetched };
  try {
    const changes = await changesOf({ repository, ...landing });
    const links = await linksOfChanges(place, changes, landing.new);
    const lacking = await bringLinks(place, landing, links, follows.checkout);
    if (lacking) return { landed: false, why: lacking };
    await at('fetched');
    const landed = await heldLanding(place, { ...landing, branch, changes, links }, follows.checkout, at);
    if (!landed.landed) return landed;
    const behind = landed.worktree === undefined ? [] : await modulesBehind(links, changes, landed.worktree);
    return { ...landed, ...leftUndone(behind, await proveLanding(repository, branch.ref, changes, before.checkouts)) };
  } finally {
    await git(personCall(repository, ['update-ref', '-d', landingRef(landing.id)], { codes: MAY_FAIL }));
    await at('done');
  }
}

export const leftUndone = (behind: ModuleText[], unproved: Unproved[]): LeftUndone => ({
  ...(behind.length > 0 ? { behind } : {}),
  ...(unproved.length > 0 ? { unproved } : {}),
});

/**
 * Returns the name of a ref in the person's repository that exists during a landing. Without it, git could delete the
 * fetched commits.
 */
export function landingRef(id: string): string {
  return `refs/backlog/landing/${id}`;
}

async function bring(place: RunsPlace, { id, new: to }: Landing): Promise<Deferral | undefined> {
  const { store } = repositoryPaths(place);
  const args = [...FETCH, store, `+${to}:${landingRef(id)}`];
  const { code, err } = await git(personCall(place.repository, args, { codes: [0, 1, 128, ...OF_REFTABLE] }));
  if (code === 0) return undefined;
  return (await lockIn(place.repository, err)) ?? { kind: 'refused', said: gitMessage(err) };
}

async function bringLinks(
  place: RunsPlace,
  { id }: Landing,
  links: readonly ChangedLink[],
  checkout: Checkout | undefined,
): Promise<Deferral | undefined> {
  const said = await bringModules(place, id, links, checkout?.gitDir);
  return said === undefined ? undefined : { kind: 'refused', said };
}

/** Git ends a fetch with the number of a reftable's error, such as 251 for a lock. */
const OF_REFTABLE = Array.from({ length: 16 }, (_, n) => 255 - n);

/** Git names the lock of a reference, but not that of a reftable: there, each worktree has one beside the common one. */
async function lockIn(repository: GitRepository, err: string, worktree?: string): Promise<Deferral | undefined> {
  const named = lockFileIn(err);
  if (named !== undefined) return { kind: 'locked', file: named };
  if (!err.includes('cannot lock references')) return undefined;
  const asked = ['rev-parse', '--absolute-git-dir'];
  const own = worktree === undefined ? [] : linesOfOutput((await git(personCall(repository, asked, { worktree }))).out);
  const locks = [...own, commonOf(repository)].map((folder) => join(folder, 'reftable', 'tables.list.lock'));
  return { kind: 'locked', file: locks.find((file) => existsSync(file)) ?? locks.at(-1)! };
}

/** A landing whose commits are in the person's repository, with the files and submodules that it changes. */
interface Brought extends Landing {
  branch: AskedBranch;
  changes: readonly RawChange[];
  links: readonly ChangedLink[];
}

async function heldLanding(
  place: RunsPlace,
  landing: Brought,
  checkout: Checkout | undefined,
  at: AtStep,
): Promise<Landed> {
  const { repository } = place;
  const held = await holdUpdate(repository, checkout?.worktree, landing);
  if ('refused' in held) return { landed: false, why: await whyRefused(place, landing, held.refused, checkout) };
  await at('held');
  try {
    const why = await underHold(place, landing, checkout, held, at);
    if (why === undefined) return { landed: true, ...(checkout === undefined ? {} : { worktree: checkout.worktree }) };
    await held.abort();
    return { landed: false, why };
  } catch (error) {
    await held.abort();
    throw error;
  }
}

async function whyRefused(
  place: RunsPlace,
  { ref, old }: Landing,
  said: string,
  checkout: Checkout | undefined,
): Promise<Deferral> {
  const locked = await lockIn(place.repository, said, checkout?.worktree);
  if (locked) return locked;
  const at = await tipOf(place, ref);
  return at === old ? { kind: 'refused', said } : { kind: 'moved', at };
}

async function underHold(
  place: RunsPlace,
  landing: Brought,
  checkout: Checkout | undefined,
  held: HeldUpdate,
  at: AtStep,
): Promise<Deferral | undefined> {
  // The person may have switched branches, added a worktree or begun a rebase after the first check.
  const now = checkoutToMove(await worktreesOn(place.repository, landing.branch));
  if ('why' in now) return now.why;
  if (now.checkout?.gitDir !== checkout?.gitDir) return { kind: 'switched' };
  if (checkout === undefined) {
    await held.commit();
    await at('committed');
    return undefined;
  }
  return moveCheckout(
    { repository: place.repository, checkout, old: landing.old, new: landing.new },
    landing,
    held,
    at,
  );
}
