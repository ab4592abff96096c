import { isWithin } from '../../claims/index.ts';
import type { Claim, Run } from '../../domain/records.ts';
import { othersOf } from '../../domain/runs/attempts/attempts.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import type { Tx } from '../../store/index.ts';
import { releaseClaims } from '../../work/claim/claims.ts';
import { holderOfRun } from '../../work/claim/run-of.ts';
import { type RunRecords, runsOf } from '../find-run.ts';

/** Returns the other attempts at a run's task with the same claim. */
export function otherAttempts(records: RunRecords, run: Pick<Run, 'id' | 'task' | 'group'>): Run[] {
  return run.group === undefined ? [] : othersOf(run, runsOf(records, run.task));
}

/** Releases the run's claims during a review. The task still belongs to the run. Attempts at work keep their shared claim. */
export function releaseClaimsOf(tx: Tx, run: Pick<Run, 'id' | 'task' | 'group'>): void {
  if (otherAttempts(tx, run).some(({ state, settled }) => isLive(state) && !settled)) return;
  const holder = holderOfRun(run);
  releaseClaims(tx, (claim) => isWithin(claim.holder, holder));
}

/**
 * Stores in a claim that the supervisors of all attempts keep it. Without it, a claim would count as abandoned as soon as
 * the process that renewed it last has ended.
 */
export function shareClaim(tx: Tx, claim: Claim, run: Pick<Run, 'id' | 'task' | 'group'>): void {
  const others = otherAttempts(tx, run).flatMap(({ state, supervisor }) =>
    isLive(state) && supervisor ? [supervisor] : [],
  );
  if (others.length > 0) tx.put('claim', claim.id, { ...claim, others });
}
