import type { Claim } from '../domain/claim.ts';
import type { Instant } from '../domain/instant.ts';
import type { ScopeEntry } from '../domain/task/task.ts';
import { isReservationOf, isWithin } from './holder.ts';
import { heldUntil, isAbandoned, type LeaseContext, leaseState } from './lease.ts';
import { type Meeting, type ScopeOptions, scopesMeet } from './overlap.ts';

export interface ClaimRequest {
  holder: string;
  /** uuid of the task. */
  task?: string | undefined;
  scope: readonly ScopeEntry[];
  /** Did somebody ask for it by name? Then what a dead process holds is free, and what `origin` holds. */
  named?: boolean;
  /** The conversation that the one who asks was forked from: what it holds itself, the fork may take over. */
  origin?: string | undefined;
}

/** One claim that stands in the way, and why. */
export interface ClaimRefusal {
  claim: Claim;
  /** `below`: the holder is a descendant of the one who asks; `own`: that very one. */
  relation: 'other' | 'below' | 'own';
  why: 'task' | 'scope';
  /** With `scope`: the entries that meet and a path that both match. */
  meeting?: Meeting | undefined;
  /** When it lapses unless renewed; undefined while only its living process keeps it. */
  until?: Instant | undefined;
}

export type ClaimDecision =
  | {
      grant: true;
      /** Claims in the way that need not be kept: lapsed, abandoned, reserved by the holder itself. Remove them in the same commit. */
      takeOver: Claim[];
      /** The holder's own claim that this one takes the place of: same task, or the same scope without a task. */
      replaces?: Claim | undefined;
    }
  | { grant: false; blockers: ClaimRefusal[] };

/**
 * Grants or refuses a claim. Two holders never hold the same task or scopes that meet, unless one is below the other:
 * a descendant may claim inside its ancestor's claim and take over the ancestor's task (delegation); an ancestor is
 * refused what a living descendant holds, except for entries of its own claim that it merely repeats.
 */
export function decideClaim(
  input: { held: readonly Claim[]; request: ClaimRequest } & LeaseContext & ScopeOptions,
): ClaimDecision {
  const replaces = input.held.find((claim) => isRepeat(claim, input.request));
  const blockers: ClaimRefusal[] = [];
  const takeOver: Claim[] = [];
  for (const claim of input.held) {
    const refusal = conflict(claim, replaces, input);
    if (!refusal) continue;
    if (isKept(claim, input)) blockers.push(refusal);
    else takeOver.push(claim);
  }
  if (blockers.length > 0) return { grant: false, blockers: blockers.sort(byWeight) };
  return { grant: true, takeOver, ...(replaces ? { replaces } : {}) };
}

/** Does the claim stand against the request? */
function isKept(claim: Claim, { request, ...around }: { request: ClaimRequest } & LeaseContext): boolean {
  if (leaseState(claim, around) !== 'held' || isReservationOf(claim.holder, request.holder)) return false;
  return !(request.named && (claim.holder === request.origin || isAbandoned(claim, around)));
}

function isRepeat(claim: Claim, request: ClaimRequest): boolean {
  if (claim.holder !== request.holder || claim.task !== request.task) return false;
  return request.task !== undefined || sameScope(claim.scope, request.scope);
}

function sameScope(a: readonly ScopeEntry[], b: readonly ScopeEntry[]): boolean {
  return a.length === b.length && newEntries(a, b).length === 0 && newEntries(b, a).length === 0;
}

function newEntries(scope: readonly ScopeEntry[], known: readonly ScopeEntry[]): ScopeEntry[] {
  return scope.filter((entry) => !known.some((other) => other.repo === entry.repo && other.glob === entry.glob));
}

function conflict(
  claim: Claim,
  replaces: Claim | undefined,
  input: { request: ClaimRequest } & LeaseContext & ScopeOptions,
): ClaimRefusal | undefined {
  const { request } = input;
  if (isWithin(request.holder, claim.holder)) return undefined;
  const relation = isWithin(claim.holder, request.holder) ? 'below' : 'other';
  const refusal = { claim, relation, until: heldUntil(claim, input) } as const;
  if (request.task !== undefined && claim.task === request.task) return { ...refusal, why: 'task' };
  const asked = relation === 'below' && replaces ? newEntries(request.scope, replaces.scope) : request.scope;
  const meeting = scopesMeet(asked, claim.scope, input);
  return meeting && { ...refusal, why: 'scope', meeting };
}

/** Who holds the task comes first, then the holder nearest to the file. */
function byWeight(a: ClaimRefusal, b: ClaimRefusal): number {
  if (a.why !== b.why) return a.why === 'task' ? -1 : 1;
  return b.claim.holder.split('/').length - a.claim.holder.split('/').length;
}
