import { present } from '../base/present.ts';
import type { Instant } from '../domain/instant.ts';
import type { Claim } from '../domain/records.ts';
import type { ScopeEntry } from '../domain/task/task.ts';
import { isReservationOf, isRuns, isWithin } from './holder.ts';
import { heldUntil, type LeaseContext, leaseState } from './lease.ts';
import { type Meeting, type ScopeOptions, scopesMeet } from './overlap.ts';

export interface ClaimRequest {
  holder: string;
  /** The task's uuid. */
  task?: string | undefined;
  scope: readonly ScopeEntry[];
  /** True if the caller named this task or scope. Then it may replace claims of `origin`. */
  named?: boolean;
  /** The session from which the caller's session was forked. The fork may take over the claims of that session. */
  origin?: string | undefined;
  /** Whether the caller may end claims of others, because it is a person. The claims of runs stay: their states decide. */
  outranks?: boolean | undefined;
}

/** A claim that blocks the requested one. */
export interface ClaimRefusal {
  claim: Claim;
  /**
   * How the holder of the blocking claim relates to the caller: `own` is the caller, `below` a subagent of the caller
   * at any depth, `other` any other holder.
   */
  relation: 'other' | 'below' | 'own';
  why: 'task' | 'scope';
  /** For `why: 'scope'`: the overlapping entries, and a path that both entries match. */
  meeting?: Meeting | undefined;
  /** When the claim expires without renewal. Undefined if only the claim's running process still keeps it. */
  until?: Instant | undefined;
}

export type ClaimDecision =
  | {
      grant: true;
      /**
       * Conflicting claims to remove in the same commit: expired claims, reservations that the caller made, and claims
       * that the caller outranks.
       */
      takeOver: Claim[];
      /** The holder's earlier claim on the same task, or on the same scope without a task. The new one replaces it. */
      replaces?: Claim | undefined;
    }
  | { grant: false; blockers: ClaimRefusal[] };

/**
 * Decides whether to grant a claim. Two holders can't claim the same task or overlapping scopes. The exception is a
 * holder and a holder above it, such as a subagent and its session:
 * - The lower holder may claim files inside the upper holder's claim, and take over its task.
 * - The upper holder can't claim files or tasks of an active lower holder. It may repeat entries of its own claim.
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
  return { grant: true, takeOver, ...present({ replaces }) };
}

/** Checks whether this conflicting claim blocks the request. */
function isKept(claim: Claim, { request, ...around }: { request: ClaimRequest } & LeaseContext): boolean {
  if (leaseState(claim, around) !== 'held' || isReservationOf(claim.holder, request.holder)) return false;
  if (request.outranks && !isRuns(claim.holder)) return false;
  return !(request.named && claim.holder === request.origin);
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
  const refusal = () => ({ claim, relation, until: heldUntil(claim, input) }) as const;
  if (request.task !== undefined && claim.task === request.task) return { ...refusal(), why: 'task' };
  const asked = relation === 'below' && replaces ? newEntries(request.scope, replaces.scope) : request.scope;
  const meeting = scopesMeet(asked, claim.scope, input);
  return meeting && { ...refusal(), why: 'scope', meeting };
}

/** Sorts refusals: first those by claims on the task, then those by holders with the longest paths. */
function byWeight(a: ClaimRefusal, b: ClaimRefusal): number {
  if (a.why !== b.why) return a.why === 'task' ? -1 : 1;
  return b.claim.holder.split('/').length - a.claim.holder.split('/').length;
}
