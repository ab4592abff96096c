import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsOf } from '../../runs/find-run.ts';
import { isOwn, limitedUntil, MOST_BACKOFF_MS, retryDecisionOf } from '../decision/retry-decision.ts';
import { orchestratorOf } from '../loop/desired-state.ts';

/** How late the orchestrator's next attempt can begin, in milliseconds. After that, the failure is notified. */
const LATE_MS = 60_000;

/**
 * Checks whether the orchestrator will continue or replace its own failed run. Then a person is notified only of the
 * last attempt's failure. A failure of a run that a person started is always notified, and so is an account's limit of
 * more than an hour.
 * @param now epoch ms
 */
export function isRetriedSoon(run: Run, records: RunRecords, now: number): boolean {
  const wish = orchestratorOf(records);
  if (wish?.wish !== 'running' || !isOwn(run)) return false;
  const late = now - LATE_MS;
  const around = { now: late, wishedAt: wish.at };
  const next = retryDecisionOf(runsOf(records, run.task), wish.limits, around, records.get('task', run.task)?.agent);
  if ('hold' in next) return next.hold.why === 'later';
  const until = limitedUntil(run, late);
  return until !== undefined && until - now <= MOST_BACKOFF_MS;
}
