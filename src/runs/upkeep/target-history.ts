import { groupedBy } from '../../base/iterables.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { keptNothing, mergedAs } from '../../domain/runs/landed/attestation.ts';
import { isAway } from '../../domain/runs/merge-order.ts';
import { restoreTaskOf } from '../../work/archive/tasks-of.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { findRun, runsIn } from '../find-run.ts';
import {
  areUnchanged,
  branchTip,
  commitsNotIn,
  commitsTouching,
  isAncestor,
  isBefore,
  isShallow,
  type RunsPlace,
  revertsOf,
  sameChange,
  takesBack,
} from '../git/index.ts';
import { moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { completeTaskOf, reopenTaskOf, unopened } from '../lifecycle/task-effects.ts';
import { isFollowed } from '../merge/entry.ts';
import { landedNote } from '../merge/message.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { attestRun } from './attest-run.ts';
import { noticeBeside } from './beside.ts';
import { commitsNaming, findInBranch, type RunBranch, resultPaths } from './find-in-branch.ts';
import { type Looked, readLooked, writeLooked } from './target-history-cache.ts';

/** Maximum number of lost commits that one reading checks, those of the newest runs first. The next ones check the others. */
const LOOKED_AT = 200;
/** Maximum number of runs for which Backlog searches the same change in other commits. Each search reads diffs. */
const MOST_SOUGHT = 20;

const HISTORY: Caller = { actor: ownActor('history'), holder: 'system:history' };
/** A reverted result is work again, so its task leaves the archive. */
const ARCHIVED = { command: 'task_archive_restore', actor: HISTORY.actor };

/** A target branch, with the runs whose state depends on its history. */
interface Branch extends RunBranch {
  tip: string;
  /** The branch's commit at the last reading. Undefined before it, or if the branch has lost commits since. */
  since: string | undefined;
  merged: Run[];
  away: Run[];
}

/**
 * Applies changes of target branches by people and forges since the last reading. If somebody reverted or removed a
 * run's commit, reopens the run's task. If a forge merged a run, records the merge. It runs with every maintenance, so
 * it reads only one file per branch if no branch has moved.
 */
export async function noticeHistory(context: Context, most = LOOKED_AT): Promise<void> {
  await openKept(context);
  const looked = readLooked(runsFolder(context));
  const next: Looked = new Map(looked);
  const followed = runsIn(context.store.state).filter((run) => isFollowed(run) && isRunHere(run, context.store));
  for (const [key, runs] of groupedBy(followed, ({ repository, target }) => `${repository} ${target}`)) {
    const [{ repository, target: ref }] = runs;
    if (!context.repositories.all.some(({ name }) => name === repository)) continue;
    const place = { runs: runsFolder(context), repository: repositoryNamed(context.repositories, repository) };
    const tip = await branchTip(place.repository, ref);
    const before = looked.get(key);
    // A missing branch proves nothing, because it may have been renamed.
    if (tip === undefined || tip === before) continue;
    const since = before && (await isAncestor(place.repository, before, ref)) ? before : undefined;
    const merged = runs.filter((run) => run.merged);
    const isRead = await noticeOn(context, { place, ref, tip, since, merged, away: runs.filter(isAway) }, most);
    if (isRead) next.set(key, tip);
  }
  await noticeBeside(context, next);
  if ([...next].some(([key, tip]) => looked.get(key) !== tip)) writeLooked(runsFolder(context), next);
}

/** @returns false if more runs are without their commit than one reading checks */
async function noticeOn(context: Context, branch: Branch, most: number): Promise<boolean> {
  const { ref, place, merged, since, away } = branch;
  const commits = merged.map((run) => run.merged!.commit);
  // A branch that only got new commits still has those of the last reading. The newest runs were merged after it.
  const isDoubtful = ({ unfound, merged: is }: Run) => unfound !== undefined || is!.there !== undefined;
  const doubtful =
    since === undefined
      ? commits
      : merged.filter((run, at) => isDoubtful(run) || at >= merged.length - most).map((run) => run.merged!.commit);
  const outside = await commitsNotIn(place.repository, ref, doubtful);
  const inside = merged.filter((run) => !outside.has(run.merged!.commit));
  const undone = await revertsOf(place.repository, ref, inside.flatMap(namesOf), since);
  for (const run of inside) {
    const by = namesOf(run)
      .map((commit) => undone.get(commit))
      .find(Boolean);
    const isUndone = by !== undefined && !run.reverted && (await isTakenBack(place, run, by));
    if (isUndone) await reopen(context, run, by);
    else if (run.unfound || run.merged!.there !== undefined) await recordFound(context, run, {});
  }
  // A run that a service merged has its commit there; the person hasn't pulled it yet.
  const lost = merged.filter((run) => outside.has(run.merged!.commit) && run.merged!.there === undefined);
  const [asked, fresh] = [lost.filter(({ unfound }) => unfound), lost.filter(({ unfound }) => !unfound)];
  await seekChanges(context, branch, [...asked, ...fresh].slice(-most));
  for (const run of away) {
    const commit = await findInBranch(branch, run, since);
    if (commit !== undefined) await land(context, run, commit);
  }
  return fresh.length <= most;
}

/** Checks whether a commit reverts a run, as its message says. If git can't tell, the message counts. */
function isTakenBack(place: RunsPlace, run: Run, by: string): Promise<boolean> {
  const { commit } = run.merged!;
  return takesBack(place, { id: run.id, commit, by }).catch(() => true);
}

/**
 * Searches the changes of merged runs whose commit is not in the branch. Stores whether the branch has them. If this is
 * unclear, records that a person must decide.
 */
async function seekChanges(context: Context, { place, ref, tip }: Branch, runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  const { repository } = place;
  const renamed = await commitsNaming(repository, ref, runs);
  const left = runs.filter((_, at) => renamed[at] === undefined);
  for (const [at, run] of runs.entries()) if (renamed[at]) await recordFound(context, run, { commit: renamed[at] });
  const kept = await areUnchanged(
    repository,
    ref,
    left.map((run) => ({ commit: run.merged!.commit, paths: resultPaths(run) })),
  );
  let sought = 0;
  for (const [at, run] of left.entries()) {
    const { commit } = run.merged!;
    if (await isBefore(repository, ref, commit)) {
      await reopen(context, run);
      continue;
    }
    const again =
      sought++ < MOST_SOUGHT
        ? await sameChange(place, { commit: commitInStore(run) }, ref, [run.base]).catch(() => undefined)
        : undefined;
    // If no single commit contains the change, the newest one on its files is recorded.
    const [newest] = again === undefined && kept[at] ? await commitsTouching(repository, ref, resultPaths(run)) : [];
    const found = again ?? newest?.commit;
    if (found !== undefined) await recordFound(context, run, { commit: found });
    else if (!run.unfound) await askPerson(context, run, isShallow(repository), tip);
  }
}

/** Lists the ids of a run's commits. A revert may name any of them. */
const namesOf = ({ merge, merged, result }: Run) =>
  [...new Set([merged?.commit, merge?.commit, result?.commit])].filter((commit) => commit !== undefined);

/** Returns the id under which the private copy has the run's commit. */
const commitInStore = ({ outgoing, proposed, merge, merged }: Run): string =>
  (outgoing ?? proposed)?.commit ?? merge?.commit ?? merged!.commit;

function write(
  context: Context,
  command: string,
  run: Run,
  fn: (tx: Parameters<Parameters<Context['write']>[1]>[0], now: Run) => void,
) {
  return context.store.write({ command, actor: HISTORY.actor }, (tx) => fn(tx, findRun(tx, run.id)));
}

const asHistory = (context: Context) => ({
  alive: context.alive,
  silentFor: context.silentFor,
  queue: context.queue,
  caller: HISTORY,
});

/**
 * Records that the branch has the run's change. The commit may have another id. A merge that could not be compared before
 * is compared now; if the branch lacks a part of the result, a person must decide, because the task is completed.
 */
async function recordFound(context: Context, run: Run, { commit }: { commit?: string }): Promise<void> {
  const { there, attested: before, commit: known, said } = run.merged!;
  const isNew = commit !== undefined && commit !== known;
  if (!run.unfound && there === undefined && !isNew) return;
  const isOpen = isNew || before?.is === 'unknown';
  const attested = isOpen ? await attestRun(context, run, commit ?? known) : before;
  const asks = attested?.is === 'lacks' && !said && (run.unfound !== undefined || before?.is !== 'lacks');
  await write(context, 'run_follow', run, (tx, now) => {
    if (!now.merged) return;
    const { there: _, shared, ...merged } = now.merged;
    const found = { ...merged, ...present({ attested }), ...(isNew ? { commit } : present({ shared })) };
    const text = `it was ${mergedAs(found, { paths: true })}. Is the rest needed?`;
    putRun(tx, { ...now, unfound: asks ? { at: tx.at, text } : undefined, merged: found });
  });
}

async function askPerson(context: Context, run: Run, shallow: boolean, tip: string): Promise<void> {
  const short = shortCommit(run.merged!.commit);
  const why = shallow ? 'the local history is shallow' : 'the history was rewritten';
  const text = `its commit ${short} isn't in ${branchName(run.target)} (${shortCommit(tip)}), and ${sentence(why)} Does that branch contain its work?`;
  await write(context, 'run_follow', run, (tx, now) => {
    if (now.merged && !now.reverted) putRun(tx, { ...now, unfound: { at: tx.at, text } });
  });
}

async function land(context: Context, run: Run, commit: string): Promise<void> {
  const attested = await attestRun(context, run, commit);
  if (keptNothing(attested)) return;
  await write(context, 'run_land', run, (tx, now) => {
    if (!isAway(now)) return;
    const merged = moveRun(tx, now.id, 'find', { merged: { commit: attested.commit, at: tx.at, attested } });
    completeTaskOf(tx, asHistory(context), merged, landedNote(merged));
  });
}

const bringBack = (context: Context, run: Run) =>
  restoreTaskOf(context, async (fn) => (await context.store.write(ARCHIVED, fn)).value, run);

async function reopen(context: Context, run: Run, by?: string): Promise<void> {
  const damage = await bringBack(context, run);
  if (damage) context.store.appendDiagnostic(`${run.id} was reverted, and its task stays archived: ${damage.message}`);
  await write(context, 'run_revert', run, (tx, now) => {
    if (now.reverted || !now.merged) return;
    const reverted = { at: tx.at, ...(by ? { commit: by } : {}), ...unopened(tx, now) };
    putRun(tx, { ...now, unfound: undefined, outgoing: undefined, reverted });
    reopenTaskOf(tx, asHistory(context), now, revertedNote(now, by));
  });
}

const revertedNote = ({ id, merged }: Run, by?: string) =>
  `The merge of run ${id} (${shortCommit(merged!.commit)}) ${by ? `was reverted by ${shortCommit(by)}` : 'is no longer in the branch'}.`;

/** Opens the tasks of reverted runs that a damaged archive kept, as soon as it can be read again. */
async function openKept(context: Context): Promise<void> {
  for (const run of runsIn(context.store.state)) {
    if (!run.reverted?.unopened || (await bringBack(context, run))) continue;
    await write(context, 'run_revert', run, (tx, now) => {
      if (!now.reverted?.unopened) return;
      const { unopened: _, ...reverted } = now.reverted;
      putRun(tx, { ...now, reverted });
      reopenTaskOf(tx, asHistory(context), now, revertedNote(now, reverted.commit));
    });
  }
}
