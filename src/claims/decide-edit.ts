import type { Instant } from '../domain/instant.ts';
import type { Claim } from '../domain/records.ts';
import { isReservationOf, isWithin } from './holder.ts';
import { heldUntil, type LeaseContext, leaseState } from './lease.ts';
import { inScope, type ScopeOptions } from './overlap.ts';

export interface NamedFile {
  repo?: string | undefined;
  /** Path of the edited file, relative to the top of the worktree. */
  path: string;
}

export interface EditInput extends LeaseContext, ScopeOptions {
  held: readonly Claim[];
  holder: string;
  /** The edited file and the symbolic links to it, each with its repository. */
  files: readonly NamedFile[];
  /** Fence of the claim with which the holder started, if the caller knows it. */
  fence?: number | undefined;
  /** The session from which the holder's session was forked. */
  origin?: string | undefined;
  /** The verdict for an edit outside the holder's own scope. */
  outsideScope: 'allow' | 'warn' | 'deny';
}

/**
 * Why an edit is denied or doubtful:
 * - `held-by-other`: an unrelated holder has claimed the path.
 * - `fence-lost`: an unrelated holder has claimed the path after the editor's claim expired.
 * - `carved-out`: an active subagent of the editor has claimed the path.
 * - `outside-own-scope`: nobody has claimed the path, but it is out of the editor's scope.
 */
export type EditReason = 'held-by-other' | 'fence-lost' | 'carved-out' | 'outside-own-scope';

export interface EditDecision {
  verdict: 'allow' | 'warn' | 'deny';
  reason?: EditReason;
  /**
   * The claim on which the decision is based. It blocks or allows the edit, or it is the editor's own claim and
   * excludes the path.
   */
  claim?: Claim;
  until?: Instant | undefined;
  /** Set if the editor may take over the claim: it belongs to the session from which the editor's one was forked. */
  ofOrigin?: true;
}

/** Decides whether the holder may edit the file now. */
export function decideEdit(input: EditInput): EditDecision {
  const { other, below } = covering(input);
  if (other) return { ...denied(other, input), reason: fenceLost(other, input) ? 'fence-lost' : 'held-by-other' };
  if (below) return { ...denied(below, input), reason: 'carved-out' };
  return withinOwnScope(input);
}

/** Returns the valid claims that block the edit: at most one of an unrelated holder, and one of a subagent. */
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
  const ofOrigin = claim.holder === input.origin ? ({ ofOrigin: true } as const) : {};
  return { verdict: 'deny', claim, until: heldUntil(claim, input), ...ofOrigin };
}

function fenceLost(taken: Claim, input: EditInput): boolean {
  const own = input.held.filter((claim) => isWithin(input.holder, claim.holder) && covers(claim, input));
  const fences = own.map((claim) => claim.fence).concat(input.fence ?? []);
  return fences.length > 0 && Math.max(...fences) < taken.fence;
}

/**
 * Decides about a file that no other holder has claimed. A holder without claims may edit it, and so may a holder of a
 * claim without scope.
 */
function withinOwnScope(input: EditInput): EditDecision {
  const own = input.held.filter((claim) => claim.holder === input.holder);
  const admitting = input.held.filter((claim) => isWithin(input.holder, claim.holder) && claim.scope.length > 0);
  const admits = admitting.find((claim) => covers(claim, input));
  if (admits) return { verdict: 'allow', claim: admits };
  const beside = own.find(({ also = [] }) =>
    input.files.some(({ repo, path }) => inScope(path, also, { ...input, repo })),
  );
  if (beside) return { verdict: 'allow', claim: beside };
  const claim = own[0] ?? admitting[0];
  if (!claim || own.some(({ scope }) => scope.length === 0)) return { verdict: 'allow' };
  return { verdict: input.outsideScope, reason: 'outside-own-scope', claim };
}
