import { formatActor } from '../../domain/actor.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsOf } from '../../runs/find-run.ts';
import { limitedUntil, retryDecisionOf } from '../decision/retry-decision.ts';
import { orchestratorOf } from '../loop/desired-state.ts';

/** How late the orchestrator's next attempt can begin, in milliseconds. After that, the failure is notified. */
const LATE_MS = 60_000;

/**
 * Checks whether the orchestrator will continue or replace its own failed run. Then a person is notified only of the
 * last attempt's failure. A failure of a run that a person started is always notified.
 * @param now epoch ms
 */
export function isRetriedSoon(run: Run, records: RunRecords, now: number): boolean {
  const wish = orchestratorOf(records);
  if (wish?.wish !== 'running' || run.by !== formatActor(ownActor('scheduler'))) return false;
  const late = now - LATE_MS;
  const around = { now: late, wishedAt: wish.at };
  const next = retryDecisionOf(runsOf(records, run.task), wish.limits, around, records.get('task', run.task)?.agent);
  return 'hold' in next ? next.hold.why === 'later' : limitedUntil(run, late) !== undefined;
}
