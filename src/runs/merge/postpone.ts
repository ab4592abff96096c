import type { Run } from '../../domain/records.ts';
import { isHeldUp } from '../../domain/runs/merge-order.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, type RunRecords } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { besideDamage, type Waits } from './damage.ts';
import { isInQueue, type QueueEntry } from './entry.ts';

/**
 * Checks whether the entry still has the approval with which its batch was chosen. If not, a person has changed it, and
 * the merge queue must not overwrite that change.
 */
export function stands(records: RunRecords, entry: QueueEntry): boolean {
  const run = findRun(records, entry.id);
  return run.state === 'approved' && isSameVerdict(run, entry);
}

/** Checks whether a run has the verdict that it had as an entry. */
function isSameVerdict({ verdict: now }: Run, { verdict: before }: Run): boolean {
  return now?.commit === before?.commit && now?.at === before?.at;
}

/** Stores the present step of the merge queue on the entries, except on those with a reason to be blocked. */
export async function showProgress(context: Context, entries: readonly Run[], waits: Waits): Promise<void> {
  await context.write('run_test', (tx) => {
    for (const entry of entries) {
      const run = findRun(tx, entry.id);
      const isTold = isHeldUp(run) || run.waits?.text === waits.text;
      if (run.state === 'approved' && isSameVerdict(run, entry) && !isTold) putRun(tx, { ...run, waits });
    }
  });
}

/** Postpones entries: they keep their position in the queue, and their runs get the reason. */
export async function postpone(context: Context, entries: readonly Run[], waits: Waits): Promise<false> {
  await context.write('run_defer', (tx) => {
    for (const entry of entries) {
      const run = findRun(tx, entry.id);
      const next = besideDamage(run, waits);
      if (isInQueue(run) && isSameVerdict(run, entry) && run.waits?.text !== next.text)
        putRun(tx, { ...run, waits: next });
    }
  });
  return false;
}
