import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isRefusal } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isUnproved } from '../../domain/state-words.ts';
import { sha256 } from '../../store/index.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { settingsSet } from '../../work/settings/sources.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { applyRules } from '../autonomy/apply-rules.ts';
import { awaitsRule } from '../autonomy/rules-in.ts';
import { findRun, type RunRecords, runsIn } from '../find-run.ts';
import { checkoutMark, OF_FILES, type RunsPlace } from '../git/index.ts';
import { sweepRun } from '../process/sweep.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { followStacks } from '../stack/follow-stacks.ts';
import { lead } from '../upkeep/leadership.ts';
import { type QueueJob, queueLease } from '../upkeep/queues.ts';
import { noticeHistory } from '../upkeep/target-history.ts';
import { attempt, mergeContext, waitFor } from './attempt.ts';
import { isMergeable, nextBatch, type QueueEntry, queueEntries, reverting, timeToWithdraw, unmerged } from './entry.ts';
import { isTestedAlone } from './moved-target.ts';
import { recoverMerges } from './recover.ts';
import { revertMerged } from './revert.ts';
import { checkRunOf, type Testing } from './tested.ts';

/** Milliseconds between two attempts for blocked entries. {@link PATIENCE_MS} is the maximum time for all attempts. */
const AGAIN_MS = 2_000;
const PATIENCE_MS = 60 * 60_000;

/**
 * Merges the approved results of a repository, the oldest first, until none is left. Only one process leads a queue; a
 * second process ends, because the lease is taken. Waits as long as something blocks an entry, such as uncommitted
 * changes or a rebase.
 */
export async function mergeQueue(job: QueueJob): Promise<void> {
  const { opened, repository, self } = job;
  const context = mergeContext(opened);
  const leadership = await lead(opened.store, queueLease('merge', repository), self, context);
  if (!leadership) return;
  const until = performance.now() + (job.patienceMs ?? PATIENCE_MS);
  const testing: Testing = { env: job.env, green: new Set(), moves: new Map() };
  const retries = createRetryPolicy({
    settings: () => [...opened.store.state.all('setting'), ...settingsSet(opened.store.state, repository)],
  });
  await sweepRun({ run: checkRunOf(repository), store: opened.store.dir });
  for (;;) {
    await opened.ready();
    const progressed = await turn(job, testing, retries);
    if (!(await leadership.keep())) return;
    const left = waitingIn(opened.store, repository);
    if (left.length > 0 && !progressed) {
      if (performance.now() > until) return void (await leadership.resign());
      await wait(pauseOf(left, Date.now()));
    }
    if (left.length === 0 && (await leadership.resign((tx) => waitingIn(opened.store, repository, tx).length > 0)))
      return;
  }
}

/** Returns the time until the next attempt: {@link AGAIN_MS}, or less if the time to withdraw an approval ends. */
function pauseOf(left: readonly Run[], now: number): number {
  return Math.min(AGAIN_MS, ...left.map((run) => timeToWithdraw(run, now)).filter((ms) => ms > 0));
}

/** Lists the runs that a queue has to merge or to revert, and those about which rules have to decide. */
function waitingIn(store: Opened['store'], repository: string, records: RunRecords = store.state): Run[] {
  const ruled = runsIn(records).filter((run) => run.repository === repository && awaitsRule(store, run, records));
  const mergeable = unmerged(store, repository, records).filter((run) => isMergeable(run, records));
  return [...mergeable, ...reverting(store, repository, records), ...ruled];
}

async function turn(job: QueueJob, testing: Testing, retries: RetryPolicy): Promise<boolean> {
  const place = await placeOf(job);
  if (!place) return false;
  const context = mergeContext(job.opened);
  await recoverMerges(context, job.repository);
  // A history that git can't read keeps no result from its branch. The next turn reads it again.
  await noticeHistory(context).catch((error) => {
    job.opened.store.appendDiagnostic(`merge queue, history: ${String(error)}`);
    if (!isRefusal(error)) throw error;
  });
  await revertMerged(context, place);
  await followStacks(context);
  await applyRules(context, job.repository);
  return pass(job, place, { testing, patience: retries });
}

/** Returns the place of the queue's repository. Without it, all entries wait, and their records get the reason. */
async function placeOf(job: QueueJob): Promise<RunsPlace | undefined> {
  const context = mergeContext(job.opened);
  try {
    checkApproved(context.store);
    return { runs: runsFolder(context), repository: repositoryNamed(context.repositories, job.repository) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await waitFor(job, unmerged(job.opened.store, job.repository), error.message);
    return undefined;
  }
}

/** Tries to merge the entries of every target branch once. @returns true if anything changed */
async function pass(
  job: QueueJob,
  place: RunsPlace,
  { testing, patience: retries }: { testing: Testing; patience: RetryPolicy },
): Promise<boolean> {
  const { opened, repository } = job;
  const { batch: together, propose } = runSettings(opened.store.state, repository);
  // With pull requests, a batch has one entry, because each pull request contains one result.
  const most = propose === '' ? together : 1;
  const tried = new Set<string>();
  let progressed = false;
  for (;;) {
    if (isStopped(opened.store, repository)) return progressed;
    const entries = queueEntries(opened.store, repository).filter(
      ({ id, target }) => !tried.has(id) && !tried.has(target),
    );
    const batch = nextBatch(entries, most, (entry) => isTestedAlone(testing.moves, entry));
    const [first] = batch;
    if (!first) return progressed;
    const pointless = await retries.isPointless(batch, place);
    const went = !pointless && (await attempt(job, place, batch, testing));
    if (went) progressed = true;
    else for (const one of passedOver(opened, first, batch)) tried.add(one);
    if (!went && !pointless) retries.failed(batch);
  }
}

/** Checks whether a merge waits for its proof. Another one could hide what is wrong with it. */
function isStopped(store: Opened['store'], repository: string): boolean {
  return unmerged(store, repository).some(isUnproved);
}

/** Reasons that concern only the results that have them, not their target branch. */
const OF_RESULTS: readonly (string | undefined)[] = [...OF_FILES, 'damaged', 'refused'];

/**
 * Chooses what to skip in the rest of this pass after a batch failed: usually its target branch. There are two
 * exceptions. If only some results have a reason of their own, skips these results. If the target branch itself fails
 * the checks, skips only the first entry, because another entry may fix the branch.
 */
function passedOver({ store }: Opened, first: QueueEntry, batch: readonly QueueEntry[]): string[] {
  const why = (id: string) => findRun(store.state, id).waits?.why;
  if (why(first.id) === 'target_red') return [first.id];
  const own = batch.filter(({ id }) => OF_RESULTS.includes(why(id)));
  return own.length > 0 ? own.map(({ id }) => id) : [first.target];
}

/**
 * Milliseconds after which a batch is tried again even if the main checkout is unchanged. The reason may be in another
 * worktree with the target branch, whose changes Backlog doesn't detect.
 */
const ANYWAY_MS = 30_000;

/** Stores failed attempts to merge a batch, so that the same attempt is not repeated before something has changed. */
interface RetryPolicy {
  /** Checks whether another attempt would fail for the same reason as before. */
  isPointless(batch: readonly QueueEntry[], place: RunsPlace): Promise<boolean>;
  /** Stores that the attempt to merge this batch failed. */
  failed(batch: readonly QueueEntry[]): void;
}

/** Creates a retry policy. `settings` returns the settings that affect an attempt. */
export function createRetryPolicy({
  now = () => performance.now(),
  settings = () => undefined,
}: {
  now?: () => number;
  settings?: () => unknown;
} = {}): RetryPolicy {
  const tried = new Map<string, { looked: string; at: number }>();
  const seen = new Map<string, string>();
  return {
    async isPointless(batch, place) {
      // A checkout that git can't read is no reason to stop: the attempt reports it.
      const looked = await look(place, settings()).catch((error: unknown) => String(error));
      // The state was read before the attempt, so a person's change during the attempt counts as a change.
      seen.set(nameOf(batch), looked);
      const last = tried.get(nameOf(batch));
      return last !== undefined && now() - last.at <= ANYWAY_MS && last.looked === looked;
    },
    failed(batch) {
      tried.set(nameOf(batch), { looked: seen.get(nameOf(batch)) ?? '', at: now() });
    },
  };
}

function nameOf(batch: readonly QueueEntry[]): string {
  return batch.map(({ id, verdict }) => `${id} ${verdict.commit} ${verdict.now ?? ''}`).join(' ');
}

/** Matches refs that Backlog's own pushes and merges move. Their changes are no reason for another attempt. */
const OF_PUSHES = /^refs\/(backlog|remotes)\//;

/** Hashes the person's checkout, branches and worktrees, and unfinished operations: a lock, a rebase, a bisect. */
async function look({ repository }: RunsPlace, settings: unknown): Promise<string> {
  const { common = '' } = repository;
  const { refs, ...mark } = await checkoutMark(repository);
  const theirs = Object.entries(refs).filter(([ref]) => !OF_PUSHES.test(ref));
  const names = await Promise.all([common, join(common, 'worktrees')].map((folder) => readdir(folder).catch(() => [])));
  return sha256(JSON.stringify([mark, theirs, names, settings]));
}
