import {
  type ClaimRefusal,
  decideClaim,
  heldUntil,
  isWithin,
  type LeaseContext,
  leaseState,
  type ScopeOptions,
} from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Run } from '../../domain/records.ts';
import type { Repository } from '../../domain/repository.ts';
import { type Unready, unready } from '../../domain/task/readiness.ts';
import type { Handoff, ScopeEntry, Task } from '../../domain/task/task.ts';
import { type Beyond, beyondLimits } from '../agents/agent-limits.ts';
import type { KnownAgent } from '../agents/known-agents.ts';
import { isOfRun } from './run-of.ts';

/** All that the choice of a task depends on, at one moment. */
export interface ClaimSnapshot extends LeaseContext, ScopeOptions {
  facts: Pick<Facts, 'queue' | 'instant'>;
  claims: readonly Claim[];
  repositories: readonly Repository[];
  /** The scope that would be claimed for it. */
  claimedFor(task: Task): readonly ScopeEntry[];
  /** The living session whose own list the task comes from. */
  mirroredBy(task: Task): string | undefined;
  /** The conversation that a holder's was forked from. */
  originOf(holder: string): string | undefined;
  /** The run that has the task in its hands. */
  runOf(task: Task): Run | undefined;
}

/** Who would get a task, and how it came to be chosen. */
export interface Who {
  /** The path that it would be held under: a session, an agent of it, a run. */
  holder: string;
  /** Its session and its formatted actor: what it handed off itself it does not get again. */
  session?: string | undefined;
  actor: string;
  /** What a task may be assigned to and still be for it: an agent type, a client's or a person's name. */
  names: readonly string[];
  /** The agent whose limits count; left out where no record sets any. */
  agent?: KnownAgent | undefined;
  /**
   * `named`: somebody asked for this very task, so its dates, assignment and past do not count. `pull`: the caller takes what is
   * free. `dispatch`: nobody looks at the choice, so what somebody left unfinished is left alone.
   */
  how: 'named' | 'pull' | 'dispatch';
}

/** Why somebody may not have a task now. */
export type Reason =
  | Unready
  | { why: 'limits'; agent: string; because: readonly Beyond[] }
  | { why: 'active'; since: string }
  | { why: 'assigned'; agent: string }
  | { why: 'handed-off'; handoff: Handoff; own: boolean }
  | { why: 'mirrored'; session: string }
  | { why: 'run'; run: Run }
  /** Somebody holds the task itself, or files that its scope meets: by whom, where, until when. */
  | { why: 'held' | 'scope'; blockers: readonly ClaimRefusal[] };

export interface Verdict {
  task: Task;
  /** The strongest first; none: it may be had. */
  reasons: readonly Reason[];
}

/**
 * Which of some tasks somebody may have, in the order in which they come, and why not the others. Decides everything and changes
 * nothing. One after the other: whoever needs only the first pays only for what comes before it.
 */
export function* eligibility(snapshot: ClaimSnapshot, who: Who, among: Iterable<Task>): Iterable<Verdict> {
  for (const task of among) yield { task, reasons: reasonsAgainst(snapshot, who, task) };
}

/** The same for one task: why somebody may not have it; none: it may be had. */
export function reasonsAgainst(snapshot: ClaimSnapshot, who: Who, task: Task): readonly Reason[] {
  const standing = unready(task, snapshot.facts).filter((reason) => counts(who, reason));
  if (standing.some(({ why }) => why === 'closed' || why === 'template')) return standing;
  const run = snapshot.runOf(task);
  const taken: readonly Reason[] = run && !isOfRun(who.holder, run) ? [{ why: 'run', run }] : NONE;
  const beyond = limitsAgainst(who.agent, task, snapshot.repositories);
  const asked = who.how === 'named' ? NONE : unasked(snapshot, who, task, run);
  const held = inTheWay(snapshot, who, task);
  const any = standing.length + beyond.length + taken.length + asked.length + held.length > 0;
  return any ? [...standing, ...beyond, ...taken, ...asked, ...held] : NONE;
}

/** The agent's limits as a reason against giving it a task. Every start checks them. */
export function limitsAgainst(
  agent: KnownAgent | undefined,
  task: Task,
  repositories: readonly Repository[],
): readonly BeyondLimits[] {
  const because = agent ? beyondLimits(agent, task, repositories) : NONE;
  return agent && because.length > 0 ? [{ why: 'limits', agent: agent.name, because }] : NONE;
}

export type BeyondLimits = Extract<Reason, { why: 'limits' }>;

/** Most tasks may be had, and thousands are asked about at once. */
const NONE: readonly never[] = [];

/** Somebody who names a task does not wait for its dates. */
function counts({ how }: Who, { why }: Unready): boolean {
  return how !== 'named' || (why !== 'waiting' && why !== 'scheduled');
}

/** What keeps a task from those who did not ask for it by name. */
function unasked(snapshot: ClaimSnapshot, who: Who, task: Task, run: Run | undefined): readonly Reason[] {
  const { handoff, agent, start } = task;
  const session = snapshot.mirroredBy(task);
  if (!(handoff ?? agent ?? start ?? session)) return NONE;
  const reasons: Reason[] = [];
  if (agent !== undefined && !who.names.includes(agent)) reasons.push({ why: 'assigned', agent });
  const own = handoff !== undefined && isOwn(handoff, who);
  if (handoff && (own || handoff.elsewhere || who.how === 'dispatch'))
    reasons.push({ why: 'handed-off', handoff, own });
  // A run that has it says more than that it was started.
  if (start !== undefined && !run && who.how === 'dispatch') reasons.push({ why: 'active', since: start });
  if (session !== undefined && session !== who.session) reasons.push({ why: 'mirrored', session });
  return reasons;
}

/** Is it the caller's own? Sessions compare ids, callers without a session compare names. */
function isOwn({ session, actor }: Handoff, who: Who): boolean {
  return session !== undefined ? session === who.session : who.session === undefined && actor === who.actor;
}

/** Living claims that stand in the way. What nobody asked for by name is new work: even the caller's own claim does. */
function inTheWay(snapshot: ClaimSnapshot, { holder, how }: Who, task: Task): readonly Reason[] {
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
