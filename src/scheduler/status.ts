import { type Instant, toInstant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import type { Attention, AttentionReason } from '../report/situation.ts';
import { runsIn } from '../runs/find-run.ts';
import { leaderOf } from '../runs/upkeep/leadership.ts';
import { viewRun } from '../runs/view/run-view.ts';
import { situationIn } from '../runs/view/situation.ts';
import type { Context } from '../work/workspace/context.ts';
import type { OrchestratorStatus } from './answers.ts';
import { isDown, limitedUntil, liveRuns, retryDecisionOf } from './decision/retry-decision.ts';
import { idleReasons } from './explain.ts';
import { limitsOf, orchestratorOf, SCHEDULE_LEASE } from './loop/desired-state.ts';
import { failureStreakOf } from './loop/failure-streak.ts';
import type { Limits } from './snapshot-types.ts';
import { spentOf } from './spent.ts';

/** Reads the store and the folders of runs, and computes the orchestrator's decision. Writes nothing. */
export async function readOrchestratorStatus(context: Context): Promise<OrchestratorStatus> {
  const { store, clock } = context;
  const wish = orchestratorOf(store.state);
  const limits = limitsOf(store.state);
  const runs = runsIn(store.state);
  const leader = leaderOf(store.state, SCHEDULE_LEASE, clock.now, context);
  const { attention } = situationIn(context);
  const needs = (of: AttentionReason) => attention.filter(({ why }) => why === of);
  const count = (...states: readonly Run['state'][]) => runs.filter(({ state }) => states.includes(state)).length;
  const { budget } = limits;
  return {
    wish: wish?.wish ?? 'stopped',
    ...(wish ? { by: wish.actor, at: wish.at } : {}),
    ...(wish?.reason ? { reason: wish.reason } : {}),
    ...(wish?.filter ? { filter: wish.filter } : {}),
    ...(wish?.goal ? { goal: wish.goal } : {}),
    limits,
    ...(leader ? { leader: { host: leader.host, pid: leader.pid } } : {}),
    runs: liveRuns(runs).map((run) => viewRun(context, run)),
    waiting: {
      review: needs('review').length,
      asking: needs('question').length,
      approved: count('approved', 'merging'),
    },
    ...parked(needs('failure'), runs, limits, { now: clock.now, wishedAt: wish?.at ?? '' }),
    limited: limitedIn(runs, clock.now),
    ...(budget ? { spentUsd: spentOf(context, budget) } : {}),
    failed: failureStreakOf(runs, wish?.at ?? '').failed,
    kept: await idleReasons(context),
  };
}

/** Divides failed runs into those that the orchestrator tries again, and those that need a person. */
function parked(
  failures: readonly Attention[],
  runs: readonly Run[],
  limits: Limits,
  around: { now: number; wishedAt: Instant },
) {
  const again: OrchestratorStatus['again'] = [];
  const needed: OrchestratorStatus['needed'] = [];
  for (const { task } of failures) {
    const attempts = runs.filter((run) => run.task === task.uuid);
    const run = attempts.at(-1)!;
    const past = retryDecisionOf(attempts, limits, around);
    if (!('hold' in past)) again.push({ run: run.id, ...lifted(run, around.now) });
    else if (past.hold.why === 'later') again.push({ run: run.id, at: past.hold.until });
    else needed.push({ run: run.id, text: textOf(run, around.wishedAt) });
  }
  return { again, needed };
}

function lifted(run: Run, now: number): { at?: Instant } {
  const until = limitedUntil(run, now);
  return until !== undefined ? { at: toInstant(until) } : {};
}

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
