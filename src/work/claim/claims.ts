import { type ClaimRequest, claimRefusal, decideClaim, isWithin } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { LEASE_MS } from '../../domain/lease.ts';
import type { ScopeEntry, Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { linkedScope } from './linked.ts';

/** What a claim decision needs besides the transaction. */
export type Claiming = Pick<Context, 'caller' | 'localHost' | 'alive' | 'caseInsensitive' | 'locate' | 'repositories'>;

export function labelOf(task: Task): string {
  return `#${task.id} ${task.description}`;
}

export function claimsHeld(tx: Pick<Tx, 'all'>): Claim[] {
  return Array.from(tx.all('claim'), ([, claim]) => claim);
}

/**
 * Grants the caller a claim on a task, a scope, or both, in the caller's transaction; what expired and stands in the way is removed.
 * @throws BacklogError `claimed` naming holder, task, the globs that meet, and until when
 */
export function grantClaim(
  tx: Tx,
  claiming: Claiming,
  wanted: { task?: Task | undefined; scope: readonly ScopeEntry[]; holder?: string; leaseMs?: number },
): Claim {
  const holder = wanted.holder ?? claiming.caller.holder;
  const scope = linkedScope(wanted.scope, claiming);
  const request = { holder, scope, ...(wanted.task ? { task: wanted.task.uuid } : {}) };
  const decision = decide(tx, claiming, claimsHeld(tx), request);
  for (const expired of decision.takeOver) tx.remove('claim', expired.id);
  return putClaim(tx, claiming.caller, { ...wanted, scope, holder }, decision.replaces);
}

function putClaim(
  tx: Tx,
  caller: Caller,
  wanted: { task?: Task | undefined; scope: readonly ScopeEntry[]; holder: string; leaseMs?: number },
  replaces: Claim | undefined,
): Claim {
  const claim: Claim = {
    id: replaces?.id ?? tx.uuid(),
    holder: wanted.holder,
    ...(wanted.task ? { task: wanted.task.uuid, label: labelOf(wanted.task) } : {}),
    scope: wanted.scope,
    since: replaces?.since ?? tx.at,
    expires: toInstant(tx.atMs + (wanted.leaseMs ?? LEASE_MS)),
    fence: replaces?.fence ?? tx.seq,
    ...(caller.worktree ? { worktree: caller.worktree } : {}),
    ...(caller.renewer ? { renewer: caller.renewer } : {}),
  };
  tx.put('claim', claim.id, claim);
  return claim;
}

/** Ends every claim that fits; returns them. */
export function releaseClaims(tx: Tx, fits: (claim: Claim) => boolean): Claim[] {
  const released = claimsHeld(tx).filter(fits);
  for (const claim of released) tx.remove('claim', claim.id);
  return released;
}

/**
 * Refuses while somebody else holds the task.
 * @throws BacklogError `claimed`
 */
export function checkNotHeldByOther(tx: Tx, claiming: Claiming, task: Task): void {
  const others = claimsHeld(tx).filter(
    (claim) => claim.task === task.uuid && !related(claim.holder, claiming.caller.holder),
  );
  if (others.length === 0) return;
  decide(tx, claiming, others, { holder: claiming.caller.holder, task: task.uuid, scope: [] });
}

/** The decision in the surroundings of the transaction; a refusal is thrown. */
function decide(tx: Tx, claiming: Claiming, held: readonly Claim[], request: ClaimRequest) {
  const { localHost, alive, caseInsensitive } = claiming;
  const decision = decideClaim({ held, request, now: tx.atMs, localHost, alive, caseInsensitive });
  if (decision.grant) return decision;
  const { message, hint, data } = claimRefusal(decision.blockers, {
    now: tx.atMs,
    repositories: claiming.repositories.all,
  });
  throw new BacklogError('claimed', message, { hint, data });
}

/** Is one of two holders the other, or below it? */
export function related(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a);
}
