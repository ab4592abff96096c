import type { ProcessId } from '../base/process-id.ts';
import type { Claim } from '../domain/claim.ts';
import { FAR_AHEAD_MS, fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import { LEASE_MS } from '../domain/lease-lengths.ts';
import type { LiveClaim } from '../domain/queue/facts.ts';
import { isAgent, isDispatch } from './holder.ts';

export type LeaseState = 'held' | 'expired';

/** What is known about time and processes when a claim is judged. */
export interface LeaseContext {
  /** Milliseconds since the epoch. */
  now: number;
  localHost: string;
  /** Asked about processes of this host only. Undefined when it cannot be told. */
  alive: (process: ProcessId) => boolean | undefined;
}

/**
 * A claim is held until its lease ends, and beyond that while its renewer is known to live on this host. A renewer on
 * another host, or one that cannot be judged, has one more lease of grace; without a renewer there is nothing to wait
 * for, and a dispatch that no agent took up lapses with its minute.
 */
export function leaseState(claim: Claim, around: LeaseContext): LeaseState {
  if (around.now < leaseEnd(claim, around.now)) return 'held';
  const lives = renewerLives(claim, around);
  if (lives !== undefined) return lives ? 'held' : 'expired';
  return around.now < endOfGrace(claim, around.now) ? 'held' : 'expired';
}

/**
 * Is the process that renews it provably gone? Its session may come back within the lease and take it up again; until then it is free
 * for somebody who asks for it by name.
 */
export function isAbandoned({ renewer }: Claim, { localHost, alive }: LeaseContext): boolean {
  return renewer !== undefined && renewer.host === localHost && alive(renewer) === false;
}

/** How long a claim still holds; undefined when it has lapsed. */
export function holdOf(claim: Claim, around: LeaseContext): LiveClaim | undefined {
  if (leaseState(claim, around) === 'expired') return undefined;
  const until = heldUntil(claim, around);
  return until === undefined ? {} : { until };
}

/** When a held claim lapses if nobody renews it; undefined when its lease is over and its living process keeps it. */
export function heldUntil(claim: Claim, around: LeaseContext): Instant | undefined {
  if (around.now < leaseEnd(claim, around.now)) return claim.expires;
  return renewerLives(claim, around) ? undefined : toInstant(endOfGrace(claim, around.now));
}

/**
 * Undefined when it cannot be told from here. A process of this host that lives says nothing of an agent inside it, which may
 * be long gone: an agent's claim lives by the signs that renew it.
 */
function renewerLives({ holder, renewer }: Claim, { localHost, alive }: LeaseContext): boolean | undefined {
  if (!renewer || isDispatch(holder)) return false;
  if (renewer.host !== localHost) return undefined;
  return isAgent(holder) ? false : alive(renewer);
}

/**
 * The claims of holders that gave a sign of life which have less than half of their lease left. Lapsed ones are still theirs
 * as long as nobody took over. A dispatch is not renewed: it lapses.
 */
export function renewals(held: readonly Claim[], lives: (holder: string) => boolean, now: number): Claim[] {
  const due = now + LEASE_MS / 2;
  return held.filter((claim) => leaseEnd(claim, now) < due && !isDispatch(claim.holder) && lives(claim.holder));
}

function endOfGrace(claim: Claim, now: number): number {
  return leaseEnd(claim, now) + LEASE_MS;
}

/**
 * When the lease ends. One that ends a day later than a lease of now was granted by a clock far ahead of this one: its time counts
 * for nothing, and only whether its holder lives matters.
 */
function leaseEnd({ expires }: Claim, now: number): number {
  const end = fromInstant(expires);
  return end > now + LEASE_MS + FAR_AHEAD_MS ? 0 : end;
}
