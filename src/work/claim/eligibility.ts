import {
  type ClaimRefusal,
  decideClaim,
  heldUntil,
  isWithin,
  type LeaseContext,
  leaseState,
  type ScopeOptions,
} from '../../claims/index.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Claim, Repository, Run } from '../../domain/records.ts';
import { type Unready, unready } from '../../domain/task/readiness.ts';
import type { Handoff, ScopeEntry, Task } from '../../domain/task/task.ts';
import { type Beyond, beyondLimits } from '../agents/agent-limits.ts';
import type { KnownAgent } from '../agents/known-agents.ts';
import { claimsByTask } from './claims.ts';
import { isOfRun } from './run-of.ts';

/** All facts at one moment that decide whether a caller may have a task. */
export interface ClaimSnapshot extends LeaseContext, ScopeOptions {
  facts: Pick<Facts, 'queue' | 'instant' | 'today'>;
  claims: readonly Claim[];
  repositories: readonly Repository[];
  /** Returns the scope to claim for the task. */
  claimedFor(task: Task): readonly ScopeEntry[];
  /** Returns the conversation from which the holder's conversation was forked. */
  originOf(holder: string): string | undefined;
  /** Returns the run that is responsible for the task. */
  runOf(task: Task): Run | undefined;
}

/** A holder that could get a task, and how the task was chosen. */
export interface PossibleHolder {
  /** The holder path for the claim: a session, a subagent of it, or a run. */
  holder: string;
  /** The caller's session. A caller doesn't get a task back that it handed off itself in the same session. */
  session?: string | undefined;
  actor: string;
  /** Assignees that match this caller: its agent type, or the name of its client or person. */
  names: readonly string[];
  /** The agent whose limits apply to the caller; absent if no agent record sets limits. */
  agent?: KnownAgent | undefined;
  /**
   * - `named`: the caller named this task, so its dates, assignee and handoff don't matter.
   * - `pull`: the caller takes the next free task.
   * - `dispatch`: Backlog assigns the task to a subagent or run without asking a person, so it skips tasks that are
   *   started or handed off.
   */
  how: 'named' | 'pull' | 'dispatch';
}

/** Why a caller may not have a task now. */
export type Reason =
  | Unready
  | { why: 'limits'; agent: string; because: readonly Beyond[] }
  | { why: 'active'; since: Instant }
  | { why: 'assigned'; agent: string }
  | { why: 'handed-off'; handoff: Handoff; own: boolean }
  | { why: 'run'; run: Run }
  /** Another claim is on the task itself (`held`), or its files overlap the task's scope (`scope`). */
  | { why: 'held' | 'scope'; blockers: readonly ClaimRefusal[] };

export interface Verdict {
  task: Task;
  /** The reasons why the caller may not have the task, the strongest first. Empty if it may. */
  reasons: readonly Reason[];
}

/** Yields a decision for each task, one at a time, so a caller can stop at the first free task. */
export function* eligibility(snapshot: ClaimSnapshot, who: PossibleHolder, among: Iterable<Task>): Iterable<Verdict> {
  for (const task of among) yield { task, reasons: reasonsAgainst(snapshot, who, task) };
}

/** Returns the reasons why the caller may not have the task; empty if it may. */
export function reasonsAgainst(snapshot: ClaimSnapshot, who: PossibleHolder, task: Task): readonly Reason[] {
  const standing = unready(task, snapshot.facts).filter((reason) => counts(who, reason));
  if (standing.some(({ why }) => why === 'closed' || why === 'template')) return standing;
  const run = snapshot.runOf(task);
  const taken: readonly Reason[] = run && !isOfRun(who.holder, run) ? [{ why: 'run', run }] : NONE;
  const beyond = limitsAgainst(who.agent, task, snapshot.repositories);
  const asked = who.how === 'named' ? NONE : reasonsUnlessNamed(who, task, run);
  const held = inTheWay(snapshot, who, task);
  const any = standing.length + beyond.length + taken.length + asked.length + held.length > 0;
  return any ? [...standing, ...beyond, ...taken, ...asked, ...held] : NONE;
}

/** Returns the agent's limits that the task exceeds, as a reason. Every start of a run checks them. */
export function limitsAgainst(
  agent: KnownAgent | undefined,
  task: Task,
  repositories: readonly Repository[],
): readonly BeyondLimits[] {
  const because = agent ? beyondLimits(agent, task, repositories) : NONE;
  return agent && because.length > 0 ? [{ why: 'limits', agent: agent.name, because }] : NONE;
}

export type BeyondLimits = Extract<Reason, { why: 'limits' }>;

/** A shared empty list, to save memory: most tasks have no reason against them. */
const NONE: readonly never[] = [];

const PASSED_BY_NAME: readonly Unready['why'][] = ['waiting', 'scheduled', 'outside', 'underway', 'stopped', 'step'];

/** Checks whether a reason applies to the caller. If the caller named the task, dates, text from outside and
 * steps don't count; if a person did, work in another tool and a call for a stop don't. */
function counts({ how, actor }: PossibleHolder, { why }: Unready): boolean {
  if ((why === 'underway' || why === 'stopped') && !actor.startsWith('human:')) return true;
  return how !== 'named' || !PASSED_BY_NAME.includes(why);
}

/** Returns the reasons that count only if the caller didn't name the task. */
function reasonsUnlessNamed(who: PossibleHolder, task: Task, run: Run | undefined): readonly Reason[] {
  const { handoff, agent, start } = task;
  if (!(handoff ?? agent ?? start)) return NONE;
  const reasons: Reason[] = [];
  if (agent !== undefined && !who.names.includes(agent)) reasons.push({ why: 'assigned', agent });
  const own = handoff !== undefined && isOwn(handoff, who);
  if (handoff && !handoff.elsewhere && (own || who.how === 'dispatch'))
    reasons.push({ why: 'handed-off', handoff, own });
  // The run is a better reason than `active`.
  if (start !== undefined && !run && who.how === 'dispatch') reasons.push({ why: 'active', since: start });
  return reasons;
}

/** Checks whether the caller made the handoff. Compares session ids, or names if the caller has no session. */
function isOwn({ session, actor }: Handoff, who: PossibleHolder): boolean {
  return session !== undefined ? session === who.session : who.session === undefined && actor === who.actor;
}

/**
 * Returns the live claims that prevent the caller from having the task. Includes the caller's own claim, unless the
 * caller named the task.
 */
function inTheWay(snapshot: ClaimSnapshot, { holder, how }: PossibleHolder, task: Task): readonly Reason[] {
  if (snapshot.claims.length === 0) return NONE;
  if (how !== 'named') {
    const own = claimsByTask(snapshot.claims).get(task.uuid) ?? NONE;
    const held = own.filter((claim) => leaseState(claim, snapshot) === 'held');
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
