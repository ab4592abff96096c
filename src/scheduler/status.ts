import { lazy } from '../base/lazy.ts';
import { present } from '../base/present.ts';
import { formatActor } from '../domain/actor.ts';
import { FIRST_INSTANT, type Instant, toInstant } from '../domain/instant.ts';
import { SCHEDULE_LEASE } from '../domain/kinds/lease.ts';
import { ownActor } from '../domain/own-actors.ts';
import type { Orchestrator, Run } from '../domain/records.ts';
import { type ShownState, shownState } from '../domain/state-words.ts';
import type { Attention, AttentionReason } from '../report/needs.ts';
import { processState } from '../report/now/halted.ts';
import { presentStop } from '../runs/autonomy/rules-in.ts';
import { budgetState } from '../runs/budget/budget-state.ts';
import { budgetText, unpricedText } from '../runs/budget/budget-text.ts';
import { runsIn } from '../runs/find-run.ts';
import { leaderOf, leadIn } from '../runs/upkeep/leadership.ts';
import { viewRun } from '../runs/view/run-view.ts';
import { situationIn } from '../runs/view/situation.ts';
import { claimReader } from '../work/claim/refusals.ts';
import { missNotes } from '../work/task/select.ts';
import type { Context } from '../work/workspace/context.ts';
import type { OrchestratorStatus } from './answers.ts';
import { failureStreakOf, roomOf } from './decision/failure-streak.ts';
import { isDown, limitedUntil, liveRuns } from './decision/retry-decision.ts';
import { awaitingIn, decideNow, idleReasons } from './explain.ts';
import { earliest, passes } from './forecast/passing-holds.ts';
import { holdInWords } from './hold-words.ts';
import { limitsOf, orchestratorOf } from './loop/desired-state.ts';
import { pausedAt } from './notices/store-end.ts';
import { elsewhereIn } from './snapshot.ts';
import type { Limits } from './snapshot-types.ts';

/** Reads the store and the folders of runs, and computes the orchestrator's decision. Writes nothing. */
export async function readOrchestratorStatus(context: Context): Promise<OrchestratorStatus> {
  const { store, clock } = context;
  const wish = orchestratorOf(store.state);
  const limits = limitsOf(store.state);
  const runs = runsIn(store.state);
  const leader = leaderOf(store.state, SCHEDULE_LEASE, clock.now, context);
  const { attention } = situationIn(context);
  const needs = (of: AttentionReason) => attention.filter(({ why }) => why === of);
  const count = (...states: readonly ShownState[]) => runs.filter((run) => states.includes(shownState(run))).length;
  const decided = lazy(() => decideNow(context));
  return {
    wish: wish?.wish ?? 'stopped',
    ...(wish ? changeOf(wish, context) : {}),
    ...present({ stopped: presentStop(store.state) }),
    ...(wish?.reason ? { reason: wish.reason } : {}),
    ...(wish?.filter ? await filterOf(context, wish.filter) : {}),
    ...(wish?.goal ? { goal: wish.goal } : {}),
    limits,
    ...(leader ? { leader: { host: leader.host, pid: leader.pid } } : {}),
    ...present({ process: wish && processIn(context, wish) }),
    runs: liveRuns(runs).map((run) => viewRun(context, run)),
    waiting: {
      review: needs('review').length,
      asking: needs('question').length,
      approved: count('approved', 'merging', 'proposing'),
      others: numbersOf(runs, HELD),
      ...present({ elsewhere: (await elsewhereIn(context, limits)).runsElsewhere }),
    },
    ...(await parked(context, needs('failure'), { runs, decided })),
    limited: limitedIn(runs, clock.now),
    ...budgetIn(context),
    ...streakIn(limits, runs, wish?.at ?? FIRST_INSTANT),
    kept: await idleReasons(context, decided),
    awaiting: await awaitingIn(context, decided),
  };
}

const processIn = (context: Context, wish: Orchestrator) =>
  processState(wish, {
    leader: leadIn(context.store.state, SCHEDULE_LEASE, context.clock.now, context),
    now: context.clock.now,
  });

/** Returns the filter, with notes if it selects no open task. A word such as `tonight` is searched in texts. */
async function filterOf(context: Context, filter: string): Promise<Pick<OrchestratorStatus, 'filter' | 'notes'>> {
  const notes = await missNotes(context, filter);
  return { filter, ...(notes.length > 0 ? { notes } : {}) };
}

function streakIn(limits: Limits, runs: readonly Run[], at: Instant): Pick<OrchestratorStatus, 'failed' | 'atMost'> {
  const { agents, lowered } = roomOf(limits, runs, at);
  return { failed: failureStreakOf(runs, at).failed, ...(lowered?.why === 'failures' ? { atMost: agents } : {}) };
}

/** Returns the runs that the budget can't count, if there are any. */
export function uncountedIn(context: Context, state = budgetState(context)): Pick<OrchestratorStatus, 'unpriced'> {
  const runs = state?.unpriced ?? [];
  return runs.length > 0 ? { unpriced: { runs: [...runs], text: unpricedText(runs) } } : {};
}

function budgetIn(context: Context): Pick<OrchestratorStatus, 'spentUsd' | 'unpriced' | 'budget'> {
  const state = budgetState(context);
  if (!state) return {};
  const { spentUsd, level, atBudget, budget } = state;
  return {
    spentUsd,
    ...uncountedIn(context, state),
    ...(level ? { budget: { level, atBudget, text: budgetText(spentUsd, budget) } } : {}),
  };
}

/** Returns the time and author of the last change of the desired state: of a person's, or of the orchestrator's pause. */
function changeOf({ actor, at, reason }: Orchestrator, { store }: Context): Pick<OrchestratorStatus, 'by' | 'at'> {
  if (!reason) return { by: actor, at };
  const paused = pausedAt(store.state);
  return paused === undefined ? {} : { by: formatActor(ownActor('scheduler')), at: paused };
}

/** States of results whose merge or push is not the merge queue's next step. */
const HELD: readonly ShownState[] = ['proposed', 'waits_for_checkout', 'unmerged', 'unsent', 'unfound'];

/** Counts the runs that are shown in each of these states. Omits states without a run. */
function numbersOf(runs: readonly Run[], states: readonly ShownState[]): { state: ShownState; runs: number }[] {
  return states
    .map((state) => ({ state, runs: runs.filter((run) => shownState(run) === state).length }))
    .filter((row) => row.runs > 0);
}

interface Decided {
  /** All runs, the oldest first. */
  runs: readonly Run[];
  decided: () => ReturnType<typeof decideNow>;
}

/** Divides failed runs into those that the orchestrator tries again, and those that need a person. */
async function parked(
  context: Context,
  failures: readonly Attention[],
  { runs, decided }: Decided,
): Promise<Pick<OrchestratorStatus, 'again' | 'needed'>> {
  const again: OrchestratorStatus['again'] = [];
  const needed: OrchestratorStatus['needed'] = [];
  if (failures.length === 0) return { again, needed };
  const { snapshot, decision } = await decided();
  const { now, wishedAt } = snapshot;
  for (const { task } of failures) {
    const run = runs.findLast((one) => one.task === task.uuid)!;
    const holds = decision.holds.get(task.uuid) ?? [];
    const hold = holds.find((one) => !passes(one));
    const said = [textOf(run, wishedAt), context.elsewhere(run)].filter(Boolean).join('; ');
    if (!hold) again.push({ run: run.id, ...momentOf(earliest(holds, now), now) });
    else if (hold.why === 'person' || hold.why === 'given-up' || hold.why === run.reason?.code)
      needed.push({ run: run.id, text: said });
    else needed.push({ run: run.id, text: `${said}; ${holdInWords(task, hold, claimReader(context)).text}` });
  }
  return { again, needed };
}

const momentOf = (ms: number, now: number): { at?: Instant } => (ms > 0 ? { at: toInstant(now + ms) } : {});

function textOf(run: Run, wishedAt: Instant): string {
  const text = run.reason?.text ?? run.state;
  return isDown(run, wishedAt) ? `${text}; ${run.agent} gets no task until a person fixes this` : text;
}

function limitedIn(runs: readonly Run[], now: number): OrchestratorStatus['limited'] {
  return runs.flatMap((run) => {
    const until = limitedUntil(run, now);
    return until !== undefined ? [{ provider: run.provider, until: toInstant(until), run: run.id }] : [];
  });
}
