import { groupedBy } from '../../base/iterables.ts';
import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import { waitingFor, waitsFor } from '../../domain/queue/graph.ts';
import type { Run } from '../../domain/records.ts';
import { isLive, occupies } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import { holdUps, longestChain } from '../../report/chains.ts';
import { expectedMs } from '../../runs/view/expected-time.ts';
import type { ExpectedTask, Simulation } from '../answers.ts';
import { overBudget } from '../decision/decide.ts';
import { ranked } from '../decision/order.ts';
import { rosterOf } from '../decision/roster.ts';
import { budgetText } from '../hold-words.ts';
import type { BudgetHoldReason, Decision, HoldReason, Limits, SchedulerSnapshot } from '../snapshot-types.ts';
import { earliest, passes } from './passing-holds.ts';
import { type Job, type Simulated, simulate } from './simulate.ts';

/** A {@link Simulation} before the words: each task that doesn't start automatically comes with its reason or its blocker. */
export type Forecast = Omit<Simulation, 'left'> & {
  /** `behind`: a task that doesn't start automatically either, and that blocks this one. */
  left: { task: Task; hold?: HoldReason; behind?: Task }[];
};

/** How long a run is taken to last where no past one tells: only the order of things counts then. */
const UNKNOWN_MS = 60_000;
/** How many of the tasks that unblock most are told. */
const MOST_TOLD = 5;

/**
 * Simulates what the scheduler would do from now on. `lengthOf` says how long a run of a task takes where somebody knows better than past
 * runs, in milliseconds.
 */
export function forecast(
  scene: SchedulerSnapshot,
  limits: Limits,
  { starts, holds }: Decision,
  lengthOf: (task: Task) => number | undefined = () => undefined,
): Forecast {
  const { queue } = scene.facts;
  const agents = new Map(starts.map(({ task, agent }) => [task.uuid, agent]));
  const durations = durationsOf(scene);
  const [broke] = overBudget(scene, limits);
  const { going, left } = sortedOut(scene, limits, holds, broke);
  const roster = rosterOf({ ...scene, runs: [] }, limits);
  const jobs = going.map(({ task, run, from }): Job => {
    const picked = roster.pick(task);
    const agent = run?.agent ?? agents.get(task.uuid) ?? ('agent' in picked ? picked.agent.name : scene.defaultAgent);
    const whole = lengthOf(task) ?? durations.of(agent);
    return {
      id: task.uuid,
      ms: run ? Math.max(0, whole - elapsed(run, scene.now)) : whole,
      ...(from > 0 ? { from } : {}),
      after: waitsFor(queue, task.uuid),
      scope: scene.claimedFor(task),
      agent,
      provider: scene.agents.find(({ name }) => name === agent)?.provider ?? '',
      ...(run ? { underWay: true as const } : {}),
    };
  });
  const slots = new Map(scene.agents.flatMap(({ name, slots }) => (slots === undefined ? [] : [[name, slots]])));
  const { agents: most, providers } = limits;
  const done = simulate(jobs, { agents: most, slots, ...present({ providers }) }, scene);
  const path = longestChain(jobs);
  const tasksOf = (all: readonly Job[]) => all.map(({ id }) => queue.get(id)!);
  const runs = new Map(going.flatMap(({ task, run }) => (run ? [[task.uuid, run] as const] : [])));
  return {
    waves: wavesOf(done, (id) => queue.get(id)!, runs),
    ...(durations.known && jobs.length > 0
      ? { endsMs: Math.max(0, ...done.planned.map(({ ends }) => ends)), criticalMs: path.ms }
      : {}),
    critical: path.steps.length > 1 ? tasksOf(path.steps) : [],
    unblocking: mostUnblocking(scene, tasksOf(jobs)),
    left: [...left, ...tasksOf(done.stuck).map((task) => ({ task, hold: holds.get(task.uuid)?.[0] }))].map(
      ({ hold, ...rest }) => ({ ...rest, ...present({ hold }) }),
    ),
    assumed: [
      ...durations.assumed,
      'Results are approved and merged as soon as they are there, and checks pass.',
      ...(broke ? [`${budgetText(broke)}.`] : limits.budget ? ['The budget lasts.'] : []),
    ],
  };
}

interface Going {
  task: Task;
  /** The run that is at work on it. */
  run?: Run;
  /** Milliseconds from now before which it cannot begin. */
  from: number;
}

/** Which tasks start by themselves sooner or later, in order; and which never do, with those behind them. */
function sortedOut(
  scene: SchedulerSnapshot,
  limits: Limits,
  holds: Decision['holds'],
  broke: BudgetHoldReason | undefined,
): { going: Going[]; left: Forecast['left'] } {
  const { queue } = scene.facts;
  const live = new Map(scene.runs.filter(({ state }) => occupies(state)).map((run) => [run.task, run]));
  const left = new Map<string, Forecast['left'][number]>();
  // What is done and waits is taken for reviewed and merged.
  const done = new Set(scene.runs.filter(({ state }) => occupies(state) && !isLive(state)).map(({ task }) => task));
  const open = [...queue.open()].filter(({ uuid, status }) => status === 'pending' && !done.has(uuid));
  const roster = rosterOf(scene, limits);
  // The decision looks for agents of what could start now; what starts later needs one as well.
  const nobodyFor = (task: Task): readonly HoldReason[] => {
    const picked = roster.pick(task);
    return 'hold' in picked ? [picked.hold] : [];
  };
  for (const task of open) {
    if (live.has(task.uuid)) continue;
    const own = [...(holds.get(task.uuid) ?? []), ...(broke ? [broke] : [])];
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
  const rest = [
    ...ranked(
      going.filter(({ uuid }) => !live.has(uuid)),
      scene,
    ),
  ];
  return {
    going: [
      ...atWork.map((task) => ({ task, run: live.get(task.uuid)!, from: 0 })),
      ...rest.map((task) => ({
        task,
        from: earliest([...(holds.get(task.uuid) ?? []), ...(broke ? [broke] : [])], scene.now),
      })),
    ],
    left: [...left.values()],
  };
}

/** How long runs take, by agent: the median of its past ones, else of all agents' past ones. */
function durationsOf({ runs }: SchedulerSnapshot) {
  const names = [...new Set(runs.map(({ agent }) => agent))];
  const medians = new Map(
    names.flatMap((agent) => {
      const ms = expectedMs(runs, { agent, id: '' });
      return ms === undefined ? [] : [[agent, ms] as const];
    }),
  );
  const all = [...medians.values()].sort((a, b) => a - b);
  const other = all[Math.floor(all.length / 2)];
  const assumed: string[] = [];
  const asked = new Set<string>();
  return {
    known: other !== undefined,
    assumed,
    of(agent: string): number {
      const known = medians.get(agent);
      if (known === undefined && !asked.has(agent)) {
        asked.add(agent);
        assumed.push(
          other === undefined
            ? `There are no past runs of ${agent}: only the order is told, no times.`
            : `There are no past runs of ${agent}: it is taken to be as fast as the others.`,
        );
      }
      return known ?? other ?? UNKNOWN_MS;
    },
  };
}

function elapsed({ rounds, at }: Run, now: number): number {
  return Math.max(0, now - fromInstant(rounds?.[0]?.at ?? at));
}

function wavesOf(
  { planned }: Simulated,
  taskOf: (id: string) => Task,
  runs: ReadonlyMap<string, Run>,
): Forecast['waves'] {
  const expected = ({ job, begins, ends }: Simulated['planned'][number]): ExpectedTask => ({
    task: taskOf(job.id),
    agent: job.agent,
    beginsMs: begins,
    endsMs: ends,
    ...present({ run: runs.get(job.id) }),
  });
  return [...groupedBy(planned, ({ wave }) => wave)]
    .sort(([a], [b]) => a - b)
    .map(([wave, jobs]) => ({ wave, tasks: jobs.map(expected) }));
}

function mostUnblocking(scene: SchedulerSnapshot, tasks: readonly Task[]): Forecast['unblocking'] {
  const held = holdUps(scene.facts.queue);
  return tasks
    .map((task) => ({ task, count: held.get(task.uuid) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_TOLD);
}
