import { onceEachObject } from '../base/lazy.ts';
import type { ProcessId } from '../base/process-id.ts';
import { FAR_AHEAD_MS, fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import { LEASE_MS } from '../domain/lease-lengths.ts';
import type { LiveClaim } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';
import { type Alive, anyAlive, makersOf } from '../domain/session-processes.ts';
import { isAgent, isDispatch, isOfProcess, isRuns } from './holder.ts';

export type LeaseState = 'held' | 'expired';

/** Data for deciding whether a claim is valid: the time and the processes. */
export interface LeaseContext {
  /** Milliseconds since the epoch. */
  now: number;
  alive: Alive;
  /**
   * Returns the client processes in which a session is open, as recorded. Each of them keeps the session's claims, and
   * not only the process that made a claim.
   */
  processesOf: (session: string) => readonly ProcessId[];
  /**
   * Returns how long this machine has seen a lease without a renewal, in milliseconds by its own clock. Clocks of
   * machines differ by hours, so in a queue that they share only this counts. Undefined in a queue on a disk.
   */
  silentFor?: ((lease: Pick<Claim, 'id' | 'expires' | 'beat'>) => number) | undefined;
}

/**
 * Decides whether a claim is valid (`held`). The processes that renew it decide ({@link renewersOf}), and its lease:
 * - All of them ran on this machine and have ended: the claim has expired, however long its lease is. Only a run keeps
 * its claim, because its state says what becomes of it.
 * - Its lease lasts: the claim is valid.
 * - One of them is active on this machine: the claim is valid.
 * - None is known to be active, but one is on another machine, or can't be checked: the claim is valid for one more
 *   lease.
 * - There is no such process, or the claim is a reservation for a subagent: the claim has expired.
 */
export function leaseState(claim: Claim, around: LeaseContext): LeaseState {
  return stateAt(claim, around, leaseEnd(claim, around));
}

function stateAt(claim: Claim, around: LeaseContext, end: number): LeaseState {
  if (endedWithProcess(claim, around)) return 'expired';
  if (around.now < end) return 'held';
  const lives = renewerLives(claim, around);
  if (lives !== undefined) return lives ? 'held' : 'expired';
  return around.now < endOfGrace(claim, end) ? 'held' : 'expired';
}

/**
 * Checks whether all processes that renew the claim have certainly ended. A session that returns goes on with what nobody
 * has taken meanwhile.
 */
function endedWithProcess(claim: Claim, around: LeaseContext): boolean {
  if (claim.renewer === undefined || isRuns(claim.holder)) return false;
  return anyAlive(renewersOf(claim, around), around.alive) === false;
}

/**
 * Returns the processes that renew a claim: those that made it, and those in which its session is open. A subagent
 * ends with the process that launched it, so only that one renews its claim.
 */
function renewersOf({ holder, ...claim }: Claim, { processesOf }: LeaseContext): ProcessId[] {
  if (!claim.renewer) return [];
  return isAgent(holder) ? [claim.renewer] : [...makersOf(claim), ...processesOf(holder)];
}

/**
 * Returns the time at which the claim ends, or undefined if it has expired. The result lacks `until` if the claim ends
 * with an active process, or only when somebody releases it.
 */
export function holdOf(claim: Claim, around: LeaseContext): LiveClaim | undefined {
  const end = leaseEnd(claim, around);
  if (stateAt(claim, around, end) === 'expired') return undefined;
  if (claim.lasts === 'released') return { released: true };
  const until = heldUntil(claim, around, end);
  return until === undefined ? {} : { until };
}

/**
 * Returns the time at which a valid claim expires without renewal. Returns undefined if an active process keeps it: the
 * process of a person or script, or any process once the lease is over. Returns undefined, too, if the claim lasts until
 * somebody releases it.
 * @param end the end of its lease, if the caller knows it
 */
export function heldUntil(claim: Claim, around: LeaseContext, end = leaseEnd(claim, around)): Instant | undefined {
  if (claim.lasts !== undefined) return claim.lasts === 'term' ? claim.expires : undefined;
  if (isOfProcess(claim.holder) && renewerLives(claim, around)) return undefined;
  if (around.now < end) return around.silentFor ? toInstant(end) : claim.expires;
  return renewerLives(claim, around) ? undefined : toInstant(endOfGrace(claim, end));
}

/**
 * Checks whether a process that renews the claim is active. Returns undefined if this machine can't check it. A
 * subagent's claim depends on its lease only, because an active client doesn't prove that the subagent is active.
 */
function renewerLives(claim: Claim, around: LeaseContext): boolean | undefined {
  if (isDispatch(claim.holder)) return false;
  const lives = anyAlive(renewersOf(claim, around), around.alive);
  return isAgent(claim.holder) && lives !== undefined ? false : lives;
}

/** Returns the milliseconds until a lease ends. Negative after its end. */
export function leaseLeft(claim: Claim, around: Pick<LeaseContext, 'now' | 'silentFor'>): number {
  return leaseEnd(claim, around) - around.now;
}

/**
 * Returns the claims to renew: those of active holders with less than half of the lease left. They include expired
 * claims that nobody has taken over, but no reservations for subagents.
 */
export function renewals(
  held: readonly Claim[],
  lives: (holder: string) => boolean,
  around: Pick<LeaseContext, 'now' | 'silentFor'>,
): Claim[] {
  const due = around.now + LEASE_MS / 2;
  return held.filter(
    (claim) =>
      claim.lasts === undefined && leaseEnd(claim, around) < due && !isDispatch(claim.holder) && lives(claim.holder),
  );
}

/**
 * Returns the fields of a lease that begins now. The log's time stands still while it is ahead of the clock. Then `beat`
 * shows other machines that somebody renewed the lease.
 */
export function newLease(
  now: number,
  before: { expires: Instant; beat?: number | undefined } | undefined,
  ms: number = LEASE_MS,
): { expires: Instant; beat?: number } {
  const expires = toInstant(now + ms);
  return before && expires <= before.expires ? { expires, beat: (before.beat ?? 0) + 1 } : { expires };
}

function endOfGrace({ lasts }: Claim, end: number): number {
  return end + (lasts === undefined ? LEASE_MS : 0);
}

/** Parses when a claim expires, once for each version of its record. A choice of a task looks at all claims. */
const expiryOf = onceEachObject(({ expires }: Claim): number => fromInstant(expires));

/**
 * Returns the end of the lease, in milliseconds since the epoch by the clock of this machine. An end too far in the
 * future comes from a wrong clock. It counts as 0, so that only the holder's process decides. An end that a person chose
 * may be far ahead.
 */
function leaseEnd(claim: Claim, { now, silentFor }: Pick<LeaseContext, 'now' | 'silentFor'>): number {
  const { holder, since, lasts } = claim;
  const end = expiryOf(claim);
  if (lasts !== undefined) return end;
  if (silentFor) {
    // Both times of a reservation come from one commit, so their difference is its length by any clock.
    const length = isDispatch(holder) ? Math.min(end - fromInstant(since), LEASE_MS) : LEASE_MS;
    return now + length - silentFor(claim);
  }
  return end > now + LEASE_MS + FAR_AHEAD_MS ? 0 : end;
}
