import {
  type ClaimRefusal,
  decideClaim,
  heldUntil,
  isWithin,
  type LeaseContext,
  leaseState,
  type ScopeOptions,
} from '../../claims/index.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Claim, Repository, Run } from '../../domain/records.ts';
import { type Unready, unready } from '../../domain/task/readiness.ts';
import type { Handoff, ScopeEntry, Task } from '../../domain/task/task.ts';
import { type Beyond, beyondLimits } from '../agents/agent-limits.ts';
import type { KnownAgent } from '../agents/known-agents.ts';
import { isOfRun } from './run-of.ts';

/** All facts that decide whether a caller may have a task, at one moment. */
export interface ClaimSnapshot extends LeaseContext, ScopeOptions {
  facts: Pick<Facts, 'queue' | 'instant'>;
  claims: readonly Claim[];
  repositories: readonly Repository[];
  /** Returns the scope to claim for the task. */
  claimedFor(task: Task): readonly ScopeEntry[];
  /** Returns the live session whose own to-do list contains a copy of the task. */
  mirroredBy(task: Task): string | undefined;
  /** Returns the conversation from which the holder's conversation was forked. */
  originOf(holder: string): string | undefined;
  /** Returns the run that occupies the task. */
  runOf(task: Task): Run | undefined;
}

/** The future holder of a task, and how the task was chosen. */
export interface Candidate {
  /** The holder path for the claim: a session, a subagent of it, or a run. */
  holder: string;
  /**
   * The caller's session. It identifies handoffs that the caller made itself: the caller doesn't get these tasks back.
   */
  session?: string | undefined;
  actor: string;
  /** Assignees that mean this caller: its agent type, or the name of its client or person. */
  names: readonly string[];
  /** The agent whose limits apply to the caller; absent if no agent record sets limits. */
  agent?: KnownAgent | undefined;
  /**
   * `named`: the caller named this very task, so its dates, assignee and handoff don't count.
   * `pull`: the caller takes the next free task.
   * `dispatch`: Backlog chooses without supervision, so started and handed-off tasks are left alone.
   */
  how: 'named' | 'pull' | 'dispatch';
}

/** Why a caller may not have a task now. */
export type Reason =
  | Unready
  | { why: 'limits'; agent: string; because: readonly Beyond[] }
  | { why: 'active'; since: string }
  | { why: 'assigned'; agent: string }
  | { why: 'handed-off'; handoff: Handoff; own: boolean }
  | { why: 'mirrored'; session: string }
  | { why: 'run'; run: Run }
  /** Another claim is on the task itself (`held`), or overlaps its scope (`scope`). */
  | { why: 'held' | 'scope'; blockers: readonly ClaimRefusal[] };

export interface Verdict {
  task: Task;
  /** The reasons against the task, the strongest first. Empty if the caller may have the task. */
  reasons: readonly Reason[];
}

/**
 * Yields a verdict on each task, one at a time. So a caller that needs only the first free task doesn't pay for the
 * tasks behind it.
 */
export function* eligibility(snapshot: ClaimSnapshot, who: Candidate, among: Iterable<Task>): Iterable<Verdict> {
  for (const task of among) yield { task, reasons: reasonsAgainst(snapshot, who, task) };
}

/** Returns the reasons why the caller may not have the task; empty if it may. */
export function reasonsAgainst(snapshot: ClaimSnapshot, who: Candidate, task: Task): readonly Reason[] {
  const standing = unready(task, snapshot.facts).filter((reason) => counts(who, reason));
  if (standing.some(({ why }) => why === 'closed' || why === 'template')) return standing;
  const run = snapshot.runOf(task);
  const taken: readonly Reason[] = run && !isOfRun(who.holder, run) ? [{ why: 'run', run }] : NONE;
  const beyond = limitsAgainst(who.agent, task, snapshot.repositories);
  const asked = who.how === 'named' ? NONE : reasonsUnlessNamed(snapshot, who, task, run);
  const held = inTheWay(snapshot, who, task);
  const any = standing.length + beyond.length + taken.length + asked.length + held.length > 0;
  return any ? [...standing, ...beyond, ...taken, ...asked, ...held] : NONE;
}

/** Returns the agent's limits as a reason. Every start of a run checks them. */
export function limitsAgainst(
  agent: KnownAgent | undefined,
  task: Task,
  repositories: readonly Repository[],
): readonly BeyondLimits[] {
  const because = agent ? beyondLimits(agent, task, repositories) : NONE;
  return agent && because.length > 0 ? [{ why: 'limits', agent: agent.name, because }] : NONE;
}

export type BeyondLimits = Extract<Reason, { why: 'limits' }>;

/** A shared empty list. Most of the thousands of tasks have no reason against them. */
const NONE: readonly never[] = [];

/** Checks whether a reason applies to the caller. The dates of a task don't count if the caller named the task. */
function counts({ how }: Candidate, { why }: Unready): boolean {
  return how !== 'named' || (why !== 'waiting' && why !== 'scheduled');
}

/** Returns the reasons that apply only to tasks that the caller didn't name. */
function reasonsUnlessNamed(
  snapshot: ClaimSnapshot,
  who: Candidate,
  task: Task,
  run: Run | undefined,
): readonly Reason[] {
  const { handoff, agent, start } = task;
  const session = snapshot.mirroredBy(task);
  if (!(handoff ?? agent ?? start ?? session)) return NONE;
  const reasons: Reason[] = [];
  if (agent !== undefined && !who.names.includes(agent)) reasons.push({ why: 'assigned', agent });
  const own = handoff !== undefined && isOwn(handoff, who);
  if (handoff && (own || handoff.elsewhere || who.how === 'dispatch'))
    reasons.push({ why: 'handed-off', handoff, own });
  // A run with the task is a better reason than `active`.
  if (start !== undefined && !run && who.how === 'dispatch') reasons.push({ why: 'active', since: start });
  if (session !== undefined && session !== who.session) reasons.push({ why: 'mirrored', session });
  return reasons;
}

/** Checks whether the caller made the handoff. Compares session ids if the caller has a session, otherwise names. */
function isOwn({ session, actor }: Handoff, who: Candidate): boolean {
  return session !== undefined ? session === who.session : who.session === undefined && actor === who.actor;
}

/**
 * Returns the live claims that block the task. The caller's own claim counts, too, unless the caller named the task.
 */
function inTheWay(snapshot: ClaimSnapshot, { holder, how }: Candidate, task: Task): readonly Reason[] {
  if (snapshot.claims.length === 0) return NONE;
  if (how !== 'named') {
    const held = snapshot.claims.filter((claim) => claim.task === task.uuid && leaseState(claim, snapshot) === 'held');
    if (held.length > 0) return [{ why: 'held', blockers: held.map((claim) => holding(claim, holder, snapshot)) }];
  }
  const decision = decideClaim({
    ...snapshot,
    held: snapshot.claims,
    request: {
      holder,
      task: task.uuid,
      scope: snapshot.claimedFor(task),
      named: how === 'named',
      origin: snapshot.originOf(holder),
    },
  });
  if (decision.grant) return [];
  const { blockers } = decision;
  return [{ why: blockers[0]?.why === 'task' ? 'held' : 'scope', blockers }];
}

function holding(claim: Claim, holder: string, around: LeaseContext): ClaimRefusal {
  const relation = claim.holder === holder ? 'own' : isWithin(claim.holder, holder) ? 'below' : 'other';
  return { claim, why: 'task', relation, until: heldUntil(claim, around) };
}
