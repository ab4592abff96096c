import { groupedBy } from '../../base/iterables.ts';
import { onceEachObject } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { sameProcess } from '../../base/process-id.ts';
import {
  type ClaimDecision,
  type ClaimRefusal,
  type ClaimRequest,
  claimRefusal,
  decideClaim,
  isAgent,
  isOfProcess,
  isRuns,
  isWithin,
  newLease,
  renewals,
  sessionOf,
} from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Claim } from '../../domain/records.ts';
import { makersOf } from '../../domain/session-processes.ts';
import { type ScopeEntry, type Task, taskName } from '../../domain/task/task.ts';
import { linkedWorktree, QUIET_TX, type Store, type Tx, type TxView } from '../../store/index.ts';
import { basisOfClaim } from '../objections/facts.ts';
import { mayAct } from '../people/person-acts.ts';
import { settingOf } from '../settings/settings.ts';
import type { Context } from '../workspace/context.ts';
import { type ClaimEnd, claimLengthMs, NEVER, USUAL_CLAIM } from './claim-length.ts';
import { holderWords } from './holder-words.ts';
import { claimAge, leaseFacts } from './lease-facts.ts';
import { linkedScope } from './linked.ts';
import { occupyingRun, refusedByRun } from './run-of.ts';

/** The facts about the caller and the machine that decide a claim, in addition to the transaction. */
export type Claiming = Pick<
  Context,
  'caller' | 'alive' | 'silentFor' | 'otherHost' | 'elsewhere' | 'caseInsensitive' | 'locate' | 'repositories'
>;

/** Returns the claims that fit in the order of their grants. The state has no order: a refused write changes it. */
export function claimsHeld(tx: Pick<Tx, 'all'>, fits: (claim: Claim) => boolean = () => true): Claim[] {
  const claims: Claim[] = [];
  for (const [, claim] of tx.all('claim')) if (fits(claim)) claims.push(claim);
  return claims.sort((a, b) => a.fence - b.fence || (a.id < b.id ? -1 : 1));
}

/** Returns the claims by the uuid of their task; those of files only are under undefined. */
export const claimsByTask = onceEachObject((claims: readonly Claim[]) => groupedBy(claims, ({ task }) => task));

/** A claim that a caller requests. Without `holder`, the caller becomes the claim's holder. */
interface Wanted {
  task?: Task | undefined;
  scope: readonly ScopeEntry[];
  holder?: string;
  /** The end that a person chose. Without it, a repeated claim keeps the end that was chosen earlier. */
  lasting?: ClaimEnd | undefined;
}

/** Gives a claim the end that a person chose. No process renews it any more. */
export function withEnd({ renewer: _, others: __, ...claim }: Claim, lasting: ClaimEnd): Claim {
  return { ...claim, ...lasting };
}

function requestOf(tx: Tx, claiming: Claiming, { task, scope, holder = claiming.caller.holder }: Wanted): ClaimRequest {
  const origin = forkOrigin(tx, claiming.caller.holder);
  const mine = { holder, origin, outranks: holder === claiming.caller.holder && outranks(claiming.caller) };
  return { ...mine, scope: linkedScope(scope, claiming), ...(task ? { task: task.uuid } : {}) };
}

/**
 * Checks whether a caller may end claims of others: a person, or a token with the right. The transaction asks the
 * person first, see `checkEnds`.
 */
export function outranks(caller: Claiming['caller']): boolean {
  return mayAct(caller, 'claims.others') && !isRuns(caller.holder);
}

/** Returns the holder path of the conversation from which this holder's conversation was forked, if known. */
export function forkOrigin(records: Pick<Tx, 'get'>, holder: string): string | undefined {
  return records.get('session', sessionOf(holder))?.origin ?? undefined;
}

/** Returns the error that {@link grantClaim} would throw now, or undefined. Changes nothing. */
export function claimRefused(tx: Tx, claiming: Claiming, wanted: Wanted): BacklogError | undefined {
  const decision = decide(tx, claiming, claimsHeld(tx), requestOf(tx, claiming, wanted));
  return decision.grant ? undefined : refusal(decision.blockers, tx, claiming);
}

function linkedAt(root: string | undefined): Claim['linked'] {
  const linked = root === undefined ? undefined : linkedWorktree(root);
  return linked && { root, ...linked };
}

/** A claim to grant, and the top folder in which the caller works, if only the call's folder shows it. */
type Granting = Wanted & { leaseMs?: number; worktree?: string | undefined };

/**
 * Grants the caller a claim on a task, a scope, or both. Removes expired claims that overlap.
 * @throws BacklogError `claimed` naming the holder, the task, the overlapping globs and the claim's end
 */
export function grantClaim(tx: Tx, claiming: Claiming, wanted: Granting): Claim {
  const request = requestOf(tx, claiming, wanted);
  const { takeOver, replaces } = granted(decide(tx, claiming, claimsHeld(tx), request), tx, claiming);
  for (const expired of takeOver) tx.remove('claim', expired.id);
  const { caller } = claiming;
  const claim: Claim = {
    id: replaces?.id ?? tx.uuid(),
    holder: request.holder,
    ...(wanted.task ? { task: wanted.task.uuid, label: taskName(wanted.task), number: wanted.task.id } : {}),
    scope: request.scope,
    since: replaces?.since ?? tx.at,
    ...newLease(tx.atMs, replaces, wanted.leaseMs),
    fence: replaces?.fence ?? tx.seq,
    ...present({ worktree: caller.worktree, linked: linkedAt(caller.worktree ?? wanted.worktree) }),
    ...makers(claiming, request.holder, replaces),
    ...present({ basis: replaces?.basis ?? basisOfClaim(tx, request.holder, wanted.task?.uuid) }),
  };
  const lasting = wanted.lasting ?? chosenEnd(replaces, tx.at) ?? usualEnd(tx, claiming, request.holder);
  const made = lasting ? withEnd(claim, lasting) : claim;
  tx.put('claim', made.id, made);
  return made;
}

/** Maximum number of processes that a claim names. */
const MOST_MAKERS = 12;

/**
 * Returns the processes that renew a claim. A person or script that repeats its claim, as in a second terminal, keeps the
 * earlier processes: the claim lives while one of them does. The processes of a session are in the session's record.
 */
function makers({ caller, alive }: Claiming, holder: string, replaces: Claim | undefined) {
  const { renewer } = caller;
  if (!replaces || !isOfProcess(holder)) return present({ renewer });
  const earlier = makersOf(replaces).filter((one) => alive(one) !== false && !(renewer && sameProcess(one, renewer)));
  const [newest, ...others] = [...(renewer ? [renewer] : []), ...earlier].slice(0, MOST_MAKERS);
  return { ...present({ renewer: newest }), ...(others.length > 0 ? { others } : {}) };
}

/** Returns the end that a person chose for a claim, unless it has passed. */
function chosenEnd(claim: Claim | undefined, now: Instant): ClaimEnd | undefined {
  if (claim?.lasts === undefined || claim.expires <= now) return undefined;
  return { lasts: claim.lasts, expires: claim.expires };
}

/** Returns the end that the settings give to a person's claim; undefined for a claim of somebody else. */
function usualEnd(tx: Tx, { caller }: Claiming, holder: string): ClaimEnd | undefined {
  if (caller.actor.kind !== 'human' || caller.actor.run !== undefined || !isOfProcess(holder)) return undefined;
  const length = String(settingOf(tx, USUAL_CLAIM) ?? '');
  if (length === '') return undefined;
  if (length === 'released') return { lasts: 'released', expires: NEVER };
  return { lasts: 'term', expires: toInstant(tx.atMs + claimLengthMs(length)) };
}

export function releaseClaims(tx: Tx, fits: (claim: Claim) => boolean): Claim[] {
  const released = claimsHeld(tx, fits);
  for (const claim of released) tx.remove('claim', claim.id);
  return released;
}

/**
 * Returns an error if another holder or a run has claimed the task; undefined otherwise. A person may act on a task that
 * another holder has claimed.
 */
export function heldByOther(tx: TxView, claiming: Claiming, task: Task): BacklogError | undefined {
  const run = occupyingRun(tx, task);
  if (run) return refusedByRun(task, run, claiming);
  const others = claimsHeld(tx, ({ task: of, holder }) => of === task.uuid && !related(holder, claiming.caller.holder));
  if (others.length === 0) return undefined;
  const { caller } = claiming;
  const request = { holder: caller.holder, task: task.uuid, scope: [], outranks: outranks(caller) };
  const decision = decide(tx, claiming, others, request);
  return decision.grant ? undefined : refusal(decision.blockers, tx, claiming);
}

/**
 * Checks whether a claim of another holder is valid, so that the caller can't replace it even by its name. Ignores the
 * rank of a person.
 */
export function keepsOut(tx: TxView, claiming: Claiming, claim: Claim): boolean {
  const { holder } = claiming.caller;
  if (related(claim.holder, holder)) return false;
  const { task, scope } = claim;
  const request = { holder, task, scope, origin: forkOrigin(tx, holder) };
  return !decide(tx, claiming, [claim], request).grant;
}

/**
 * Decides about a claim with the clock and the claims of the transaction. Treats the task as named by the caller; for
 * other tasks, {@link eligibility} applies stricter rules.
 */
function decide(tx: TxView, claiming: Claiming, held: readonly Claim[], request: ClaimRequest): ClaimDecision {
  const { caseInsensitive } = claiming;
  return decideClaim({
    held,
    request: { ...request, named: true },
    ...leaseFacts(tx, claiming, tx.atMs),
    caseInsensitive,
  });
}

function granted(decision: ClaimDecision, tx: Tx, claiming: Claiming): ClaimDecision & { grant: true } {
  if (decision.grant) return decision;
  throw refusal(decision.blockers, tx, claiming);
}

function refusal(
  blockers: readonly ClaimRefusal[],
  tx: TxView,
  { caller, repositories, otherHost }: Claiming,
): BacklogError {
  const { holder } = caller;
  const who = holderWords({ records: tx, reader: holder, now: tx.atMs, otherHost });
  const around = {
    now: tx.atMs,
    repositories: repositories.all,
    toAgent: isAgent(holder),
    toPerson: outranks(caller),
    who,
  };
  const { message, hint, data } = claimRefusal(blockers, around);
  return new BacklogError('claimed', message, { hint, data });
}

/** Checks whether two holder paths are equal, or one contains the other. */
export function related(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a);
}

const LEASES = ownActor('lease');

/**
 * Renews the leases of live holders that have less than half of their time left. Writes one commit, or none if no lease
 * needs it.
 * @returns the number of renewed claims
 */
export async function renewLeases(store: Store, lives: (holder: string) => boolean, now: number): Promise<number> {
  const silentFor = claimAge(store);
  if (renewals(claimsHeld(store.state), lives, { now, silentFor }).length === 0) return 0;
  const { value } = await store.write({ command: QUIET_TX.claims, actor: LEASES }, (tx) => {
    const due = renewals(claimsHeld(tx), lives, { now: tx.atMs, silentFor });
    for (const claim of due) tx.put('claim', claim.id, { ...claim, ...newLease(tx.atMs, claim) });
    return due.length;
  });
  return value;
}
