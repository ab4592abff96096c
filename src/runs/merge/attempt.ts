import { isRefusal } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { findRun } from '../find-run.ts';
import { failureText, problemOfTarget, type RunsPlace } from '../git/index.ts';
import type { QueueJob } from '../upkeep/queues.ts';
import { retryWhenDiskFull } from '../upkeep/retry-when-disk-full.ts';
import { mergeBatch } from './batch.ts';
import { type QueueEntry, queueEntries } from './entry.ts';
import { postpone } from './postpone.ts';
import { recoverMerges } from './recover.ts';
import { isOfResult, returnRefused } from './return-to-review.ts';
import type { Testing } from './tested.ts';

/**
 * Tries to merge a batch. If git refuses it, tries its halves, down to single entries, because git names no entry. An
 * entry that git refuses returns to review, so that no other entry waits for it.
 * @returns true if anything changed
 * @throws any error that is a defect of Backlog, after storing it on the entries
 */
export async function attempt(
  job: QueueJob,
  place: RunsPlace,
  batch: readonly QueueEntry[],
  testing: Testing,
): Promise<boolean> {
  const context = mergeContext(job.opened);
  try {
    return await mergeBatch(context, place, batch, testing);
  } catch (error) {
    const ids = batch.map(({ id }) => id).join(', ');
    job.opened.store.appendDiagnostic(`merge queue, ${ids}: ${String(error)}`);
    if (isRefusal(error)) return afterRefusal(job, place, batch, { testing, error });
    await waitFor(job, batch, String(error));
    throw error;
  }
}

interface Refusal {
  testing: Testing;
  error: Error;
}

async function afterRefusal(
  job: QueueJob,
  place: RunsPlace,
  batch: readonly QueueEntry[],
  { testing, error }: Refusal,
): Promise<boolean> {
  const [first] = batch;
  if (!first) return false;
  const isDamaged = ({ id }: QueueEntry) => findRun(job.opened.store.state, id).waits?.why === 'damaged';
  const before = batch.filter(isDamaged).length;
  // An error amid a landing leaves its runs in the state of an interrupted merge.
  await recoverMerges(mergeContext(job.opened), job.repository);
  // If this landing was the interrupted one, the next attempt finds the edited files and the runs that they concern.
  if (batch.filter(isDamaged).length > before) return true;
  const without = await problemOfTarget(place, first.target);
  if (without !== undefined) return waitFor(job, batch, without);
  if (batch.length > 1) return tryHalves(job, place, batch, testing);
  if (!isOfResult(error)) return waitFor(job, batch, failureText(error));
  await returnRefused(mergeContext(job.opened), place, first, error);
  return true;
}

async function tryHalves(
  job: QueueJob,
  place: RunsPlace,
  batch: readonly QueueEntry[],
  testing: Testing,
): Promise<boolean> {
  const middle = Math.ceil(batch.length / 2);
  let changed = false;
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    const ids = half.map(({ id }) => id);
    const left = queueEntries(job.opened.store, job.repository).filter(({ id }) => ids.includes(id));
    if (left.length > 0 && (await attempt(job, place, left, testing))) changed = true;
  }
  return changed;
}

/** Lets entries wait for the end of a problem that no result causes. Stores it on them, because nobody reads a log. */
export function waitFor({ opened }: QueueJob, entries: readonly Run[], text: string): Promise<false> {
  return retryWhenDiskFull(() => postpone(mergeContext(opened), entries, { why: 'refused', text }));
}

/** Returns the merge queue as a caller of commands. */
export function mergeContext(opened: Opened): Context {
  return opened.context({ actor: ownActor('merge'), holder: 'system:merge' });
}
