import type { ProcessId } from '../base/process-id.ts';
import { FAR_AHEAD_MS, fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import { LEASE_MS } from '../domain/lease-lengths.ts';
import type { LiveClaim } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';
import { isAgent, isDispatch, isOfProcess } from './holder.ts';

export type LeaseState = 'held' | 'expired';

/** Data for deciding whether a claim is valid: the time and the processes. */
export interface LeaseContext {
  /** Milliseconds since the epoch. */
  now: number;
  localHost: string;
  /** Checks whether a process of this host is active. Returns undefined if the process can't be checked. */
  alive: (process: ProcessId) => boolean | undefined;
}

/**
 * Decides whether a claim is valid (`held`). It is until its lease ends. After that, the process that renews the claim
 * decides:
 * - It is active on this host: the claim is valid.
 * - It ran on this host and has ended: the claim has expired.
 * - It is on another host, or can't be checked: the claim is valid for one more lease.
 * - There is no such process, or the claim is a reservation for a subagent: the claim has expired.
 */
export function leaseState(claim: Claim, around: LeaseContext): LeaseState {
  if (around.now < leaseEnd(claim, around.now)) return 'held';
  const lives = renewerLives(claim, around);
  if (lives !== undefined) return lives ? 'held' : 'expired';
  return around.now < endOfGrace(claim, around.now) ? 'held' : 'expired';
}

/**
 * Checks whether the process that renews the claim has certainly ended. Its session may return and continue until the
 * lease ends. Until then, a caller who names the task can take over the claim.
 */
export function isAbandoned({ renewer }: Claim, { localHost, alive }: LeaseContext): boolean {
  return renewer !== undefined && renewer.host === localHost && alive(renewer) === false;
}

/**
 * Returns the time at which the claim ends, or undefined if it has expired. The result lacks `until` if the claim ends
 * with an active process, or only when somebody releases it.
 */
export function holdOf(claim: Claim, around: LeaseContext): LiveClaim | undefined {
  if (leaseState(claim, around) === 'expired') return undefined;
  if (claim.lasts === 'released') return { released: true };
  const until = heldUntil(claim, around);
  return until === undefined ? {} : { until };
}

/**
 * Returns the time at which a valid claim expires without renewal. Returns undefined if an active process keeps it: the
 * process of a person or script, or any process once the lease is over. Returns undefined, too, if the claim lasts until
 * somebody releases it.
 */
export function heldUntil(claim: Claim, around: LeaseContext): Instant | undefined {
  if (claim.lasts !== undefined) return claim.lasts === 'term' ? claim.expires : undefined;
  if (isOfProcess(claim.holder) && renewerLives(claim, around)) return undefined;
  if (around.now < leaseEnd(claim, around.now)) return claim.expires;
  return renewerLives(claim, around) ? undefined : toInstant(endOfGrace(claim, around.now));
}

/**
 * Checks whether the process that renews the claim is active. Returns undefined if this host can't check it. A
 * subagent's claim depends on its lease only, because an active client doesn't prove that the subagent is active.
 */
function renewerLives({ holder, renewer }: Claim, { localHost, alive }: LeaseContext): boolean | undefined {
  if (!renewer || isDispatch(holder)) return false;
  if (renewer.host !== localHost) return undefined;
  return isAgent(holder) ? false : alive(renewer);
}

/**
 * Returns the claims to renew: those of active holders with less than half of the lease left. They include expired
 * claims that nobody has taken over, but no reservations for subagents.
 */
export function renewals(held: readonly Claim[], lives: (holder: string) => boolean, now: number): Claim[] {
  const due = now + LEASE_MS / 2;
  return held.filter(
    (claim) =>
      claim.lasts === undefined && leaseEnd(claim, now) < due && !isDispatch(claim.holder) && lives(claim.holder),
  );
}

function endOfGrace(claim: Claim, now: number): number {
  return leaseEnd(claim, now) + (claim.lasts === undefined ? LEASE_MS : 0);
}

/**
 * Returns the end of the lease, in milliseconds since the epoch. An end too far in the future comes from a wrong clock.
 * It counts as 0, so that only the holder's process decides. An end that a person chose may be far ahead.
 */
function leaseEnd({ expires, lasts }: Claim, now: number): number {
  const end = fromInstant(expires);
  return lasts === undefined && end > now + LEASE_MS + FAR_AHEAD_MS ? 0 : end;
}
