import type { Claim } from '../domain/claim.ts';
import type { Instant } from '../domain/instant.ts';
import { isReservationOf, isWithin } from './holder.ts';
import { heldUntil, isAbandoned, type LeaseContext, leaseState } from './lease.ts';
import { inScope, type ScopeOptions } from './overlap.ts';

export interface NamedFile {
  repo?: string | undefined;
  /** From the top of the worktree. */
  path: string;
}

export interface EditInput extends LeaseContext, ScopeOptions {
  held: readonly Claim[];
  holder: string;
  /** The names of the file, each with the repository that it is in: itself, and the links that lead to it. */
  files: readonly NamedFile[];
  /** Fence of the claim under which the holder began, when the caller knows it. */
  fence?: number | undefined;
  /** The conversation that this one was forked from. */
  origin?: string | undefined;
  /** What an edit outside the holder's own scope gets. */
  outsideScope: 'allow' | 'warn' | 'deny';
}

/**
 * - `held-by-other`: an unrelated holder has the path.
 * - `fence-lost`: the same, and the editor held the path before: its lease ran out and somebody took over.
 * - `carved-out`: a living descendant of the editor has the path.
 * - `outside-own-scope`: nobody has it, but the editor's scope does not contain it.
 */
export type EditReason = 'held-by-other' | 'fence-lost' | 'carved-out' | 'outside-own-scope';

export interface EditDecision {
  verdict: 'allow' | 'warn' | 'deny';
  reason?: EditReason;
  /** The claim that decided: the one in the way, the one that admits, or one whose scope the path is outside of. */
  claim?: Claim;
  until?: Instant | undefined;
  /** Why whoever starts the task by name gets it at once: it was left by the conversation that this one comes from, or by a dead process. */
  free?: 'origin' | 'abandoned' | undefined;
}

/** May this holder edit this path now? */
export function decideEdit(input: EditInput): EditDecision {
  const { other, below } = covering(input);
  if (other) return { ...denied(other, input), reason: fenceLost(other, input) ? 'fence-lost' : 'held-by-other' };
  if (below) return { ...denied(below, input), reason: 'carved-out' };
  return withinOwnScope(input);
}

/** The living claims in the way of the edit: one of somebody unrelated, one of a descendant. */
function covering(input: EditInput): { other?: Claim | undefined; below?: Claim | undefined } {
  const inTheWay = input.held.filter(
    (claim) =>
      !isWithin(input.holder, claim.holder) &&
      !isReservationOf(claim.holder, input.holder) &&
      covers(claim, input) &&
      leaseState(claim, input) === 'held',
  );
  return {
    other: inTheWay.find((claim) => !isWithin(claim.holder, input.holder)),
    below: inTheWay.find((claim) => isWithin(claim.holder, input.holder)),
  };
}

function covers(claim: Claim, { files, caseInsensitive }: EditInput): boolean {
  return files.some(({ repo, path }) => inScope(path, claim.scope, { caseInsensitive, repo }));
}

function denied(claim: Claim, input: EditInput): EditDecision {
  const free = claim.holder === input.origin ? 'origin' : isAbandoned(claim, input) ? 'abandoned' : undefined;
  return { verdict: 'deny', claim, until: heldUntil(claim, input), ...(free ? { free } : {}) };
}

function fenceLost(taken: Claim, input: EditInput): boolean {
  const own = input.held.filter((claim) => isWithin(input.holder, claim.holder) && covers(claim, input));
  const fences = own.map((claim) => claim.fence).concat(input.fence ?? []);
  return fences.length > 0 && Math.max(...fences) < taken.fence;
}

/** A holder whose own claim has no scope may edit whatever nobody holds; so may one without claims. */
function withinOwnScope(input: EditInput): EditDecision {
  const own = input.held.filter((claim) => claim.holder === input.holder);
  const admitting = input.held.filter((claim) => isWithin(input.holder, claim.holder) && claim.scope.length > 0);
  const admits = admitting.find((claim) => covers(claim, input));
  if (admits) return { verdict: 'allow', claim: admits };
  const claim = own[0] ?? admitting[0];
  if (!claim || own.some(({ scope }) => scope.length === 0)) return { verdict: 'allow' };
  return { verdict: input.outsideScope, reason: 'outside-own-scope', claim };
}
