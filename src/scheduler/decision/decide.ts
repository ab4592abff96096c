import { groupedBy } from '../../base/iterables.ts';
import { onceEach } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { type ClaimRefusal, heldUntil, leaseState, type Meeting } from '../../claims/index.ts';
import type { Run } from '../../domain/records.ts';
import { idsBelow, type StackedOn } from '../../domain/runs/stack.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import { levelOf } from '../../runs/budget/budget-state.ts';
import { claimsByTask } from '../../work/claim/claims.ts';
import { type PossibleHolder, reasonsAgainst } from '../../work/claim/eligibility.ts';
import type { BudgetHoldReason, Decision, HoldReason, Limits, SchedulerSnapshot, Start } from '../snapshot-types.ts';
import { areaLimits } from './area-limits.ts';
import { roomOf } from './failure-streak.ts';
import { type Intake, intakeOf } from './intake.ts';
import { passedOver, ranked } from './order.ts';
import { conflictingStack, type RetryDecision, retryDecisionOf } from './retry-decision.ts';
import { rosterOf, takeAgents } from './roster.ts';
import { type ScopeIndex, scopeIndex } from './scope-index.ts';
import { isUnmerged, resultFiles } from './unmerged.ts';
import { lateFor } from './usual-length.ts';

/**
 * Decides which tasks start now and by which agent, and why other open tasks don't start. A pure function. Two tasks
 * don't start together if their scopes overlap. A task also waits for overlapping claims and for overlapping results
 * that aren't merged yet. `thorough` finds all reasons of all open tasks; readers need these, starting tasks doesn't.
 */
export function decide(snapshot: SchedulerSnapshot, limits: Limits, { thorough = false } = {}): Decision {
  const { queue } = snapshot.facts;
  const room = roomOf(limits, snapshot.runs, snapshot.wishedAt, snapshot.runsElsewhere);
  const roster = rosterOf(snapshot, { ...limits, agents: room.agents });
  const intake = intakeOf(snapshot);
  const areas = areaLimits(snapshot);
  const runs = { get: onceEach((id: string) => snapshot.runs.find((run) => run.id === id)) };
  const judge = judging(snapshot, limits, { intake, get: runs.get });
  const able = (task: Task) => !('holds' in judge(task)) && roster.able(task);
  const turn = passedOver(queue.open(), able, snapshot.runs, queue);
  const starts: Start[] = [];
  const holds: Decision['holds'] = new Map();
  const taken = takenScopes(snapshot);
  const given = scopeIndex<HoldOf>(snapshot);
  let isReserved = false;
  const overspent = overBudget(snapshot, limits);
  const late = lateFor(snapshot);
  const full = (): readonly HoldReason[] => [
    ...overspent,
    room.lowered
      ? { most: room.agents, ...room.lowered }
      : { why: 'slots', most: room.agents, starting: starts.length },
  ];
  // If no task can start, the order makes no difference, and sorting is slow.
  const canStart = () => overspent.length === 0 && roster.isFree();
  const others = canStart() ? ranked(queue.open(), snapshot, canStart) : queue.open();
  for (const task of inTurn(turn, others)) {
    const first = task === turn;
    const whole = thorough || first;
    if ((roster.left() === 0 || isReserved) && !whole) break;
    const past = judge(task);
    if ('holds' in past) {
      holds.set(task.uuid, past.holds);
      continue;
    }
    const places = roster.left() > 0 && !isReserved ? overspent : full();
    const picked = whole || places.length === 0 ? roster.pick(task) : undefined;
    const nobody = !picked ? NONE : 'hold' in picked ? [picked.hold] : late(task, picked.agent.name, past);
    // The search for overlaps is the slow part. A task without an agent doesn't start, so it needs no search.
    const searched = whole || (places.length === 0 && nobody.length === 0);
    const own = ownResults(past, runs);
    const files = searched ? inTheWay(snapshot.claimedFor(task), taken, given, thorough ? ALL : 1, own) : NONE;
    const area = areas.against(task);
    const against = [...files, ...places, ...(area ? [area] : []), ...nobody];
    if (picked && 'agent' in picked && against.length === 0) {
      const count = past.go === 'start' ? Math.min(snapshot.attemptsAt?.(task) ?? 1, room.places) : 1;
      if (count > room.places - room.agents + roster.left()) {
        // The next free places are for its attempts. Otherwise, tasks with fewer ones would always overtake it.
        isReserved = true;
        holds.set(task.uuid, full());
        continue;
      }
      const attempts = takeAgents(roster, task, picked.agent, count);
      intake.take(task);
      areas.take(task);
      starts.push({
        task,
        agent: picked.agent.name,
        how: past.go,
        ...(past.run ? { run: past.run } : {}),
        ...attempts,
      });
      given.add(snapshot.claimedFor(task), (met) => holding({ why: 'beside', task }, met));
      continue;
    }
    holds.set(task.uuid, against);
    if (first) given.add(snapshot.claimedFor(task), (met) => holding({ why: 'yields', task }, met));
  }
  return { starts, holds };
}

/** Returns the reason against any start if the budget is spent; otherwise undefined. */
export function overBudget({ spentUsd, tomorrow }: SchedulerSnapshot, { budget }: Limits): readonly BudgetHoldReason[] {
  if (!budget || levelOf(spentUsd, budget) !== 'spent') return [];
  return [{ why: 'budget', spentUsd, budget, ...(budget.per === 'day' ? { until: tomorrow } : {}) }];
}

/**
 * Describes how a task starts, the earlier run that it continues or replaces, and the unmerged result on which it starts.
 */
type StartPlan = Extract<RetryDecision, { go: unknown }> & { run?: Run; stack?: StackedOn };
const FRESH: StartPlan = { go: 'start' };

/** Yields `first`, which others have overtaken too often, before more urgent tasks. So its scope stays free for it. */
function* inTurn(first: Task | undefined, others: Iterable<Task>): Iterable<Task> {
  if (first) yield first;
  for (const task of others) if (task !== first) yield task;
}

const SCHEDULER = { holder: 'system:scheduler', actor: 'system:scheduler', how: 'dispatch' } as const;

/** Returns a function that checks one task for every reason against its start, except busy agents and claimed files. */
function judging(
  snapshot: SchedulerSnapshot,
  limits: Limits,
  { intake, get }: { intake: Intake; get: (id: string) => Run | undefined },
): (task: Task) => StartPlan | { holds: readonly HoldReason[] } {
  const who: PossibleHolder = { ...SCHEDULER, names: snapshot.agents.map(({ name }) => name) };
  const claims = claimsByTask(snapshot.claims);
  const runs = groupedBy(snapshot.runs, ({ task }) => task);
  const free = { ...snapshot, claims: [], claimedFor: () => [] };
  return (task) => {
    const own = claims.get(task.uuid);
    const home = snapshot.home(task);
    const against = reasonsAgainst(own ? { ...free, claims: own } : free, who, task);
    const stack = against.some(isBlock) ? stackIn(snapshot, task, home) : undefined;
    const earlier = runs.get(task.uuid);
    const conflicting = earlier && stack && conflictingStack(earlier, limits, get);
    const reasons = stack
      ? against.filter((reason) => !isBlock(reason) && !(conflicting && reason.why === 'run'))
      : against;
    const past = conflicting
      ? onThisMachine({ go: 'request_changes', run: conflicting }, snapshot)
      : earlier
        ? onThisMachine(retryDecisionOf(earlier, limits, snapshot, task.agent), snapshot)
        : FRESH;
    const missing = snapshot.unlanded(task);
    const wanted = snapshot.wanted(task);
    const unaccepted = intake.against(task);
    if (!unaccepted && reasons.length === 0 && 'go' in past && missing.length === 0 && 'repository' in home && wanted)
      return { ...past, ...present({ stack }) };
    return {
      holds: [
        ...reasons,
        ...(unaccepted ? [unaccepted] : []),
        ...('hold' in past ? [past.hold] : []),
        ...(missing.length > 0 ? [{ why: 'unlanded', by: missing } as const] : []),
        ...('hold' in home ? [home.hold] : []),
        ...(wanted ? [] : [{ why: 'unwanted' } as const]),
      ],
    };
  };
}

/** Returns the runs whose unmerged results don't keep a task from its start: those below it, and the one that it continues. */
function ownResults(
  { go, run, stack }: StartPlan,
  runs: Parameters<typeof idsBelow>[1],
): ReadonlySet<string> | undefined {
  if (!stack) return undefined;
  return new Set([...idsBelow(stack, runs), ...(go === 'request_changes' && run ? [run.id] : [])]);
}

const isBlock = ({ why }: HoldReason): boolean => why === 'blocked';

/** Returns the unmerged result on which a blocked task may start. It has to be in the task's repository. */
function stackIn(
  { facts, runs }: SchedulerSnapshot,
  task: Task,
  home: ReturnType<SchedulerSnapshot['home']>,
): StackedOn | undefined {
  const stack = facts.stackOf(task);
  const below = stack && runs.find(({ id }) => id === stack.run);
  const isHere = below && 'repository' in home && [below.repository, ''].includes(home.repository);
  return isHere ? stack : undefined;
}

/** Holds a run that would go on if another machine has its worktree. A person may start its task again here. */
function onThisMachine(past: RetryDecision, { elsewhere }: SchedulerSnapshot): RetryDecision {
  if (!('run' in past) || elsewhere?.(past.run) === undefined) return past;
  return { hold: { why: 'elsewhere', run: past.run } };
}

/** Completes a reason with the overlap of the two scopes. */
type HoldOf = (met: { readonly meeting: Meeting }) => HoldReason;

type Meets = Extract<HoldReason, { meeting: Meeting }>;
type Without<Each> = Each extends unknown ? Omit<Each, 'meeting'> : never;

function holding(hold: Without<Meets>, met: { readonly meeting: Meeting }): HoldReason {
  return Object.defineProperty(hold, 'meeting', { enumerable: true, get: () => met.meeting }) as Meets;
}

type Taken = ClaimRefusal | { run: Run };

/** Returns an index of the files of claims, and of results that aren't merged yet. */
function takenScopes(snapshot: SchedulerSnapshot): ScopeIndex<Taken> {
  const index = scopeIndex<Taken>(snapshot);
  for (const claim of snapshot.claims) {
    if (leaseState(claim, snapshot) !== 'held') continue;
    index.add(claim.scope, { claim, why: 'scope', relation: 'other', until: heldUntil(claim, snapshot) });
  }
  for (const run of snapshot.runs) {
    if (isUnmerged(run)) index.add(resultFiles(run, snapshot.repositories), { run });
  }
  return index;
}

const ALL = Number.POSITIVE_INFINITY;
const NONE: readonly HoldReason[] = [];
const NO_RUNS: ReadonlySet<string> = new Set();

/**
 * Finds overlaps of a scope, except with the results of the runs in `own`, on which the task starts. `meeting` is a getter, because the
 * decision doesn't need the overlapping path.
 */
function inTheWay(
  scope: readonly ScopeEntry[],
  taken: ScopeIndex<Taken>,
  given: ScopeIndex<HoldOf>,
  most: number,
  own: ReadonlySet<string> = NO_RUNS,
): HoldReason[] {
  const blockers: ClaimRefusal[] = [];
  const holds: HoldReason[] = [];
  const met = taken
    .meeting(scope, own.size > 0 ? ALL : most)
    .filter(({ owner }) => !('run' in owner && own.has(owner.run.id)));
  for (const one of met) {
    const { owner } = one;
    if ('claim' in owner)
      blockers.push({
        ...owner,
        get meeting() {
          return one.meeting;
        },
      });
    else holds.push(holding({ why: 'unmerged', run: owner.run }, one));
  }
  const later = met.length < most ? given.meeting(scope, most) : [];
  for (const one of later) holds.push(one.owner(one));
  return blockers.length > 0 ? [{ why: 'scope', blockers }, ...holds] : holds;
}
