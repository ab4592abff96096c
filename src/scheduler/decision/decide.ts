import { groupedBy } from '../../base/iterables.ts';
import { type ClaimRefusal, heldUntil, leaseState, type Meeting } from '../../claims/index.ts';
import type { Run } from '../../domain/records.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import { reasonsAgainst, type Who } from '../../work/claim/eligibility.ts';
import type { BudgetHoldReason, Decision, HoldReason, Limits, SchedulerSnapshot, Start } from '../snapshot-types.ts';
import { passedOver, ranked } from './order.ts';
import { type RetryDecision, retryDecisionOf } from './retry-decision.ts';
import { rosterOf } from './roster.ts';
import { type ScopeIndex, scopeIndex } from './scope-index.ts';
import { isUnmerged, resultFiles } from './unmerged.ts';

/**
 * Which tasks start now, each by which agent, and for every other open task why it does not. Decides everything and changes nothing.
 * Tasks whose scopes meet what somebody holds, what waits to be merged, or what starts in the same decision, are kept apart.
 * `thorough` tells of scopes also where there is no place left, for a reader; it is not needed for the starts.
 */
export function decide(scene: SchedulerSnapshot, limits: Limits, { thorough = false } = {}): Decision {
  const roster = rosterOf(scene, limits);
  const { ready, pasts, holds } = sorted(scene, limits);
  const pastOfTask = (task: Task) => pasts.get(task) ?? FRESH;
  const able = (task: Task) => roster.able(task, pastOfTask(task).run?.agent);
  const turn = passedOver(ready, able, scene.runs, scene.facts.queue);
  const starts: Start[] = [];
  const taken = takenScopes(scene);
  const given = scopeIndex<HoldOf>(scene);
  const broke = overBudget(scene, limits);
  const full = (): readonly HoldReason[] => [...broke, { why: 'slots', most: limits.agents, starting: starts.length }];
  const decided = new Set<Task>();
  for (const task of inTurn(
    turn,
    ranked(ready, scene, () => roster.left() > 0),
  )) {
    const first = task === turn;
    const whole = thorough || first;
    if (roster.left() === 0 && !whole) break;
    const places = roster.left() > 0 ? broke : full();
    decided.add(task);
    const past = pastOfTask(task);
    const files =
      whole || places.length === 0 ? inTheWay(scene.claimedFor(task), taken, given, thorough ? ALL : 1) : NONE;
    const kept = places.length + files.length > 0;
    const picked = whole || !kept ? roster.pick(task, past.run?.agent) : undefined;
    if (!kept && picked && 'agent' in picked) {
      roster.take(picked.agent);
      starts.push({ task, agent: picked.agent.name, how: past.go, ...(past.run ? { run: past.run } : {}) });
      given.add(scene.claimedFor(task), (met) => holding({ why: 'beside', task }, met));
      continue;
    }
    const nobody = picked && 'hold' in picked ? [picked.hold] : NONE;
    holds.set(
      task.uuid,
      nobody.length > 0 || whole ? [...files, ...places, ...nobody] : kept && files.length > 0 ? files : places,
    );
    if (first) given.add(scene.claimedFor(task), (met) => holding({ why: 'yields', task }, met));
  }
  const rest = full();
  for (const task of ready) if (!decided.has(task)) holds.set(task.uuid, rest);
  return { starts, holds };
}

/** The budget, once it is spent. */
export function overBudget({ spentUsd, tomorrow }: SchedulerSnapshot, { budget }: Limits): readonly BudgetHoldReason[] {
  if (!budget || spentUsd < budget.usd) return [];
  return [{ why: 'budget', spentUsd, budget, ...(budget.per === 'day' ? { until: tomorrow } : {}) }];
}

/** A task and how it goes on, when it may start. */
type Go = Extract<RetryDecision, { go: unknown }> & { run?: Run };
const FRESH: Go = { go: 'start' };

/** Those that nothing keeps but places and files, with what went before where something did; and why the others are kept. */
function sorted(
  scene: SchedulerSnapshot,
  limits: Limits,
): { ready: Task[]; pasts: Map<Task, Go>; holds: Decision['holds'] } {
  const holds: Decision['holds'] = new Map();
  const pasts = new Map<Task, Go>();
  const ready: Task[] = [];
  const judge = judging(scene, limits);
  for (const task of scene.facts.queue.open()) {
    const judged = judge(task);
    if ('holds' in judged) holds.set(task.uuid, judged.holds);
    else ready.push(task);
    if (!('holds' in judged) && judged !== FRESH) pasts.set(task, judged);
  }
  return { ready, pasts, holds };
}

/** The one whose turn it is before the others, although these may be more urgent: the way is kept free for it. */
function* inTurn(first: Task | undefined, others: Iterable<Task>): Iterable<Task> {
  if (first) yield first;
  for (const task of others) if (task !== first) yield task;
}

const SCHEDULER = { holder: 'system:scheduler', actor: 'system:scheduler', how: 'dispatch' } as const;

/** What keeps a task from starting apart from places and files. */
function judging(scene: SchedulerSnapshot, limits: Limits): (task: Task) => Go | { holds: readonly HoldReason[] } {
  const who: Who = { ...SCHEDULER, names: scene.agents.map(({ name }) => name) };
  const claims = groupedBy(scene.claims, ({ task }) => task);
  const runs = groupedBy(scene.runs, ({ task }) => task);
  const free = { ...scene, claims: [], claimedFor: () => [] };
  return (task) => {
    const own = claims.get(task.uuid);
    const reasons = reasonsAgainst(own ? { ...free, claims: own } : free, who, task);
    const earlier = runs.get(task.uuid);
    const past: RetryDecision = earlier ? retryDecisionOf(earlier, limits, scene) : FRESH;
    const home = scene.home(task);
    const missing = scene.unlanded(task);
    const wanted = scene.wanted(task);
    if (reasons.length === 0 && 'go' in past && missing.length === 0 && 'repository' in home && wanted) return past;
    return {
      holds: [
        ...reasons,
        ...('hold' in past ? [past.hold] : []),
        ...(missing.length > 0 ? [{ why: 'unlanded', by: missing } as const] : []),
        ...('hold' in home ? [home.hold] : []),
        ...(wanted ? [] : [{ why: 'unwanted' } as const]),
      ],
    };
  };
}

/** What a hold becomes that is known but for where files meet. */
type HoldOf = (met: { readonly meeting: Meeting }) => HoldReason;

type Meets = Extract<HoldReason, { meeting: Meeting }>;
type Without<Each> = Each extends unknown ? Omit<Each, 'meeting'> : never;

function holding(hold: Without<Meets>, met: { readonly meeting: Meeting }): HoldReason {
  return Object.defineProperty(hold, 'meeting', { enumerable: true, get: () => met.meeting }) as Meets;
}

type Taken = ClaimRefusal | { run: Run };

/** The files that somebody holds, or that a result changes which is not in the target yet. */
function takenScopes(scene: SchedulerSnapshot): ScopeIndex<Taken> {
  const index = scopeIndex<Taken>(scene);
  for (const claim of scene.claims) {
    if (leaseState(claim, scene) !== 'held') continue;
    index.add(claim.scope, { claim, why: 'scope', relation: 'other', until: heldUntil(claim, scene) });
  }
  for (const run of scene.runs) {
    if (isUnmerged(run)) index.add(resultFiles(run, scene.repositories), { run });
  }
  return index;
}

const ALL = Number.POSITIVE_INFINITY;
const NONE: readonly HoldReason[] = [];

/** Where two scopes meet is worked out when a reader asks: the decision needs only that they do. */
function inTheWay(
  scope: readonly ScopeEntry[],
  taken: ScopeIndex<Taken>,
  given: ScopeIndex<HoldOf>,
  most: number,
): HoldReason[] {
  const blockers: ClaimRefusal[] = [];
  const holds: HoldReason[] = [];
  const met = taken.meeting(scope, most);
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
