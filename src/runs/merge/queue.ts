import { setTimeout as wait } from 'node:timers/promises';
import { isRefusal } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { checkApproved } from '../../work/config/approval.ts';
import { settingsSet } from '../../work/settings/sources.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { findRun } from '../find-run.ts';
import { OF_FILES, type RunsPlace } from '../git/index.ts';
import { sweepRun } from '../process/sweep.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { lead } from '../upkeep/leadership.ts';
import { type QueueJob, queueLease } from '../upkeep/queues.ts';
import { retryWhenDiskFull } from '../upkeep/retry-when-disk-full.ts';
import { noticeHistory } from '../upkeep/target-history.ts';
import { mergeBatch } from './batch.ts';
import { nextBatch, type QueueEntry, queueEntries, unmerged } from './entry.ts';
import { recoverMerges } from './recover.ts';
import { createRetryPolicy, type RetryPolicy } from './retry-policy.ts';
import { postpone } from './return-or-postpone.ts';
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
  const until = performance.now() + PATIENCE_MS;
  const testing: Testing = { env: job.env, green: new Set() };
  const retries = createRetryPolicy({
    settings: () => [...opened.store.state.all('setting'), ...settingsSet(opened.store.state, repository)],
  });
  await sweepRun({ run: checkRunOf(repository), store: opened.store.dir });
  for (;;) {
    await opened.ready();
    const progressed = await postponeOnError(job, unmerged(opened.store.state, repository), () =>
      turn(job, testing, retries),
    );
    if (!(await leadership.keep())) return;
    const left = unmerged(opened.store.state, repository);
    if (left.length > 0 && !progressed) {
      if (performance.now() > until) return void (await leadership.resign());
      await wait(AGAIN_MS);
    }
    if (left.length === 0 && (await leadership.resign((tx) => unmerged(tx, repository).length > 0))) return;
  }
}

async function turn(job: QueueJob, testing: Testing, retries: RetryPolicy): Promise<boolean> {
  const context = mergeContext(job.opened);
  checkApproved(context.store);
  const repository = repositoryNamed(context.repositories, job.repository);
  await recoverMerges(context, job.repository);
  await noticeHistory(context);
  return pass(job, { runs: runsFolder(context), repository }, { testing, patience: retries });
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
    const entries = queueEntries(opened.store.state, repository).filter(
      ({ id, target }) => !tried.has(id) && !tried.has(target),
    );
    const batch = nextBatch(entries, most);
    if (batch.length === 0) return progressed;
    const pointless = await retries.isPointless(batch, place);
    const went =
      !pointless && (await postponeOnError(job, batch, () => mergeBatch(mergeContext(opened), place, batch, testing)));
    if (went) progressed = true;
    else if (!pointless && batch.length > 1 && isRefused(opened, batch[0]!)) {
      // Git names no entry of a batch. So each is tried alone, and only those that git refuses stay.
      for (const { id } of batch) {
        const entry = queueEntries(opened.store.state, repository).find((one) => one.id === id);
        const alone = entry ? [entry] : [];
        const landed =
          entry && (await postponeOnError(job, alone, () => mergeBatch(mergeContext(opened), place, alone, testing)));
        if (landed) progressed = true;
        else tried.add(id);
      }
    } else for (const one of passedOver(opened, batch)) tried.add(one);
    if (!went && !pointless) retries.failed(batch);
  }
}

/**
 * Chooses what to skip in the rest of this pass after a batch failed: usually its target branch. There are three
 * exceptions. If only the files of some results are blocked, skips these results. If the target branch itself fails the
 * checks, skips only the first entry, because another entry may fix the branch. What git refuses for one result must not
 * hold up the others, either.
 */
function passedOver({ store }: Opened, batch: readonly QueueEntry[]): string[] {
  const [first] = batch as [QueueEntry, ...QueueEntry[]];
  const why = (id: string) => findRun(store.state, id).waits?.why ?? '';
  if (why(first.id) === 'target_red' || why(first.id) === 'refused') return [first.id];
  const own = batch.filter(({ id }) => OF_FILES.includes(why(id)));
  return own.length > 0 ? own.map(({ id }) => id) : [first.target];
}

function isRefused({ store }: Opened, { id }: QueueEntry): boolean {
  return findRun(store.state, id).waits?.why === 'refused';
}

/**
 * Runs a step of the queue. If it fails, postpones the entries and stores the error on them, because the approver sees
 * no log. An error of git or the disk is temporary, like an unfinished rebase. Any other error is a defect of Backlog
 * and is thrown, so that this process ends.
 */
async function postponeOnError(
  { opened }: QueueJob,
  entries: readonly Run[],
  act: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await act();
  } catch (error) {
    opened.store.appendDiagnostic(`merge queue: ${String(error)}`);
    const text = error instanceof Error ? error.message : String(error);
    await retryWhenDiskFull(() => postpone(mergeContext(opened), entries, { why: 'refused', text }));
    if (!isRefusal(error)) throw error;
    return false;
  }
}

export function mergeContext(opened: Opened): Context {
  return opened.context({ actor: ownActor('merge'), holder: 'system:merge' });
}
