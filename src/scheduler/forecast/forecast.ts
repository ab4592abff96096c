import { groupedBy } from '../../base/iterables.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { waitingFor, waitsFor } from '../../domain/queue/graph.ts';
import type { Run } from '../../domain/records.ts';
import { occupiedTasks } from '../../domain/runs/attempts/attempts.ts';
import { expectedMs } from '../../domain/runs/times/expected-time.ts';
import { timesOf } from '../../domain/runs/times/run-times.ts';
import { timeLeftOfRun } from '../../domain/runs/times/time-left.ts';
import type { Task } from '../../domain/task/task.ts';
import { holdUps, longestChain } from '../../report/chains.ts';
import { budgetText } from '../../runs/budget/budget-text.ts';
import type { ExpectedTask, Simulation } from '../answers.ts';
import { overBudget } from '../decision/decide.ts';
import { roomOf } from '../decision/failure-streak.ts';
import { ranked } from '../decision/order.ts';
import { liveRuns } from '../decision/retry-decision.ts';
import { rosterOf } from '../decision/roster.ts';
import { isUnmerged } from '../decision/unmerged.ts';
import { usualLengths } from '../decision/usual-length.ts';
import type { BudgetHoldReason, Decision, HoldReason, Limits, SchedulerSnapshot } from '../snapshot-types.ts';
import { earliest, passes } from './passing-holds.ts';
import { type Job, type Simulated, simulate } from './simulate.ts';

/** A {@link Simulation} with reasons as data instead of text. */
export type Forecast = Omit<Simulation, 'left'> & {
  /** Tasks that don't start automatically. `behind` is such a task, too, and blocks this one. */
  left: { task: Task; hold?: HoldReason; behind?: Task }[];
};

/** Assumed length of a run without past runs, in milliseconds. Then only the order of the tasks is reliable. */
const UNKNOWN_MS = 60_000;
/** Maximum number of tasks in `unblocking`. */
const MOST_TOLD = 5;

/**
 * Simulates the orchestrator from now on. The length of a task's run is its estimate, otherwise it comes from past runs.
 * An active run takes its remaining time, as every view shows it.
 */
export function forecast(
  snapshot: SchedulerSnapshot,
  limits: Limits,
  { starts, holds }: Decision,
  unknownMs = UNKNOWN_MS,
): Forecast {
  const { queue } = snapshot.facts;
  const agents = new Map(starts.map(({ task, agent }) => [task.uuid, agent]));
  const lengths = lengthsOf(snapshot, unknownMs);
  const [overspent] = overBudget(snapshot, limits);
  const { going, left } = sortedOut(snapshot, limits, holds, overspent);
  const roster = rosterOf(snapshot, limits, []);
  const live = groupedBy(liveRuns(snapshot.runs), (one) => one.task);
  const placesFor = (task: Task, run: Run | undefined): Pick<Job, 'places'> => {
    const places = run ? (live.get(task.uuid)?.length ?? 1) : (snapshot.attemptsAt?.(task) ?? 1);
    return places > 1 ? { places } : {};
  };
  const sources = new Map<string, ExpectedTask['by']>();
  const jobs = going.map(({ task, run, from }): Job => {
    const picked = roster.pick(task);
    const agent =
      run?.agent ?? agents.get(task.uuid) ?? ('agent' in picked ? picked.agent.name : snapshot.defaultAgent);
    const { ms, by } = lengths.of(task, agent, run);
    sources.set(task.uuid, by);
    return {
      id: task.uuid,
      ms,
      ...(from > 0 ? { from } : {}),
      after: waitsFor(queue, task.uuid),
      scope: snapshot.claimedFor(task),
      agent,
      provider: snapshot.agents.find(({ name }) => name === agent)?.provider ?? '',
      ...(run ? { underWay: true as const } : {}),
      ...placesFor(task, run),
    };
  });
  const slots = new Map(snapshot.agents.flatMap(({ name, slots }) => (slots === undefined ? [] : [[name, slots]])));
  const { providers } = limits;
  const first = roomOf(limits, snapshot.runs, snapshot.wishedAt, snapshot.runsElsewhere).agents;
  // The forecast assumes that runs succeed, so failures in a row end with the first job.
  const { agents: most } = roomOf(limits, [], snapshot.wishedAt);
  const done = simulate(jobs, { agents: most, first, slots, ...present({ providers }) }, snapshot);
  const path = longestChain(jobs);
  const tasksOf = (all: readonly Job[]) => all.map(({ id }) => queue.get(id)!);
  const runs = new Map(going.flatMap(({ task, run }) => (run ? [[task.uuid, run] as const] : [])));
  return {
    waves: wavesOf(done, { taskOf: (id) => queue.get(id)!, runs, sources }),
    ...(lengths.known() && jobs.length > 0
      ? { endsMs: Math.max(0, ...done.planned.map(({ ends }) => ends)), criticalMs: path.ms }
      : {}),
    ...goalOf(snapshot, done, lengths.known()),
    critical: path.steps.length > 1 ? tasksOf(path.steps) : [],
    unblocking: mostUnblocking(snapshot, tasksOf(jobs)),
    left: [...left, ...tasksOf(done.stuck).map((task) => ({ task, hold: holds.get(task.uuid)?.[0] }))].map(
      ({ hold, ...rest }) => ({ ...rest, ...present({ hold }) }),
    ),
    assumed: [
      ...preferredTexts(snapshot),
      ...lengths.assumed,
      'Assumed: checks pass, and each result is approved and merged at once.',
      ...(overspent
        ? [`${budgetText(overspent.spentUsd, overspent.budget)}.`]
        : limits.budget
          ? ['Assumed: the budget is sufficient.']
          : []),
    ],
  };
}

/** Tells when the tasks of the preferred goal end. */
function goalOf({ preferred, facts }: SchedulerSnapshot, done: Simulated, isKnown: boolean): Pick<Simulation, 'goal'> {
  if (!preferred) return {};
  const ends = done.planned.filter(({ job }) => preferred.has(facts.queue.get(job.id)!)).map((each) => each.ends);
  const last = isKnown && ends.length > 0 ? { endsMs: Math.max(...ends) } : {};
  return { goal: { id: preferred.id, title: preferred.title, tasks: ends.length, ...last } };
}

function preferredTexts({ preferred }: SchedulerSnapshot): string[] {
  if (!preferred) return [];
  return preferred.over === undefined
    ? [`Tasks of ${preferred.id} start first. The orchestrator pauses itself once that goal is reached.`]
    : [`The orchestrator would start no task: ${sentence(preferred.over)}`];
}

interface Going {
  task: Task;
  /** The task's active run. */
  run?: Run;
  /** The earliest start, in milliseconds from now. */
  from: number;
}

/** Divides the open tasks: `going` will start automatically, in this order; `left` never will. */
function sortedOut(
  snapshot: SchedulerSnapshot,
  limits: Limits,
  holds: Decision['holds'],
  overspent: BudgetHoldReason | undefined,
): { going: Going[]; left: Forecast['left'] } {
  const { queue } = snapshot.facts;
  const holdsOf = ({ uuid }: Task) => [...(holds.get(uuid) ?? []), ...(overspent ? [overspent] : [])];
  const live = occupiedTasks(snapshot.runs);
  const left = new Map<string, Forecast['left'][number]>();
  // The forecast assumes that finished results are approved and merged.
  const done = new Set(snapshot.runs.filter(isUnmerged).map(({ task }) => task));
  const open = [...queue.open()].filter(({ uuid, status }) => status === 'pending' && !done.has(uuid));
  const roster = rosterOf(snapshot, limits);
  // The decision chooses agents only for tasks that could start now. A task that starts later needs an agent, too.
  const nobodyFor = (task: Task): readonly HoldReason[] => {
    const picked = roster.pick(task);
    return 'hold' in picked ? [picked.hold] : [];
  };
  for (const task of open) {
    if (live.has(task.uuid)) continue;
    const own = holdsOf(task);
    const hold = [...own, ...(own.length > 0 ? nobodyFor(task) : [])].find((one) => !passes(one));
    if (hold) left.set(task.uuid, { task, hold });
  }
  const behind = [...left.values()].map(({ task }) => task);
  for (const task of behind) {
    for (const uuid of waitingFor(queue, task.uuid)) {
      const next = queue.get(uuid);
      if (next?.status !== 'pending' || left.has(uuid) || live.has(uuid)) continue;
      left.set(uuid, { task: next, behind: task });
      behind.push(next);
    }
  }
  const going = open.filter(({ uuid }) => !left.has(uuid));
  const atWork = going.filter(({ uuid }) => live.has(uuid));
  const later = going.filter(({ uuid }) => !live.has(uuid));
  return {
    going: [
      ...atWork.map((task) => ({ task, run: live.get(task.uuid)!, from: 0 })),
      ...Array.from(ranked(later, snapshot), (task) => ({ task, from: earliest(holdsOf(task), snapshot.now) })),
    ],
    left: [...left.values()],
  };
}

/**
 * Returns a function for the expected length of a task's run, with its source: the remaining time of an active run, the
 * task's estimate, the median of the agent's past runs, otherwise the median of all agents' medians.
 */
function lengthsOf({ runs, facts, now }: SchedulerSnapshot, unknownMs: number) {
  const { queue } = facts;
  const typeOf = (uuid: string) => queue.get(uuid)?.type;
  const names = [...new Set(runs.map(({ agent }) => agent))];
  const usual = usualLengths({ runs, facts });
  const medians = names.flatMap((agent) => expectedMs(runs, { agent, id: '' })?.ms ?? []).sort((a, b) => a - b);
  const other = medians[Math.floor(medians.length / 2)];
  const assumed: string[] = [];
  const unknown = new Set<string>();
  const guessed = (agent: string): number => {
    if (!unknown.has(agent)) {
      unknown.add(agent);
      assumed.push(
        other === undefined
          ? `${agent} has no past runs, so only the order is shown, without times.`
          : `${agent} has no past runs. Assumed: it is as fast as the other agents.`,
      );
    }
    return other ?? unknownMs;
  };
  return {
    /** Whether all lengths come from data. */
    known: () => other !== undefined || unknown.size === 0,
    assumed,
    of(task: Task, agent: string, run: Run | undefined): { ms: number; by: ExpectedTask['by'] } {
      const left = run && timeLeftOfRun(run, { task, runs, typeOf, now });
      if (left) return left;
      const { ms, by } = usual(task, agent) ?? { ms: guessed(agent), by: 'guess' as const };
      return { ms: run ? Math.max(0, ms - timesOf(run, now).workedMs) : ms, by };
    },
  };
}

function wavesOf(
  { planned }: Simulated,
  {
    taskOf,
    runs,
    sources,
  }: {
    taskOf: (id: string) => Task;
    runs: ReadonlyMap<string, Run>;
    sources: ReadonlyMap<string, ExpectedTask['by']>;
  },
): Forecast['waves'] {
  const expected = ({ job, begins, ends }: Simulated['planned'][number]): ExpectedTask => ({
    task: taskOf(job.id),
    agent: job.agent,
    beginsMs: begins,
    endsMs: ends,
    by: sources.get(job.id)!,
    ...present({ run: runs.get(job.id) }),
  });
  return [...groupedBy(planned, ({ wave }) => wave)]
    .sort(([a], [b]) => a - b)
    .map(([wave, jobs]) => ({ wave, tasks: jobs.map(expected) }));
}

function mostUnblocking(snapshot: SchedulerSnapshot, tasks: readonly Task[]): Forecast['unblocking'] {
  const held = holdUps(snapshot.facts.queue);
  return tasks
    .map((task) => ({ task, count: held.get(task.uuid) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_TOLD);
}
