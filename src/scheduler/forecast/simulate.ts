import { type ScopeOptions, scopesMeet } from '../../claims/index.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import { type ChainStep, chainsOf } from '../../report/chains.ts';
import { scopeIndex } from '../decision/scope-index.ts';
import { rankSet } from './rank-set.ts';

/** A task as the simulation knows it. Times in milliseconds from now. */
export interface Job extends ChainStep {
  /** How long a run of it takes. */
  ms: number;
  /** Not before then. */
  from?: number;
  scope: readonly ScopeEntry[];
  agent: string;
  provider: string;
  /** It is at work already: it begins now whatever the places say, and `ms` is what is left of it. */
  underWay?: true;
}

/** How many jobs run at once. */
export interface AgentPlaces {
  agents: number;
  providers?: Readonly<Record<string, number>>;
  /** By name of the agent. */
  slots?: ReadonlyMap<string, number>;
}

export interface Planned {
  job: Job;
  begins: number;
  ends: number;
  /** 1 for what begins first; every other one begins after one of the wave before has ended, or when its time has come. */
  wave: number;
}

export interface Simulated {
  /** In the order in which they begin. */
  planned: Planned[];
  /** Jobs that never begin: they wait for each other, or for a place that there never is. */
  stuck: Job[];
}

/** Jobs that are looked at for one place, at most: those behind them wait for the next one. */
const LOOK = 500;

/**
 * What happens when every place is filled as soon as it is free by the first job, in the given order, that nothing keeps: a prerequisite,
 * files of a job at work, or its agent's places. No wave holds two jobs whose scopes meet, nor one with its prerequisite.
 */
export function simulate(jobs: readonly Job[], places: AgentPlaces, options: ScopeOptions = {}): Simulated {
  const queue = queueOf(jobs);
  const planned: Planned[] = [];
  const waves = new Map<string, number>();
  const begun = scopeIndex<Planned>(options);
  let running: Planned[] = [];
  const begin = (job: Job, now: number, since: number) => {
    const met = begun.meeting(job.scope).map(({ owner }) => owner.wave);
    const wave = 1 + Math.max(since, ...met, ...job.after.map((id) => waves.get(id) ?? 0));
    const plan = { job, begins: now, ends: now + job.ms, wave };
    waves.set(job.id, wave);
    planned.push(plan);
    running.push(plan);
    begun.add(job.scope, plan);
  };
  const fill = (now: number, since: number) => {
    let looked = 0;
    for (const job of queue.ready(now)) {
      if (running.length >= places.agents || looked++ >= LOOK) return;
      if (!hasPlace(job, running, places) || running.some((other) => scopesMeet(job.scope, other.job.scope, options)))
        continue;
      queue.take(job);
      begin(job, now, since);
    }
  };

  for (const job of jobs) {
    if (!job.underWay) continue;
    queue.take(job);
    begin(job, 0, 0);
  }
  fill(0, 0);
  let over = 0;
  for (let now = 0; ; ) {
    now = Math.min(queue.nextFrom(), ...running.map(({ ends }) => ends));
    if (now === Number.POSITIVE_INFINITY) return { planned, stuck: queue.left() };
    const ended = running.filter(({ ends }) => ends <= now);
    running = running.filter(({ ends }) => ends > now);
    for (const { job } of ended) queue.done(job);
    const last = Math.max(0, ...ended.map(({ wave }) => wave));
    over = Math.max(over, last);
    // What only its time has kept is beside nothing that began before it.
    fill(now, ended.length > 0 ? last : Math.max(over, Math.min(1, planned.length)));
  }
}

function hasPlace({ agent, provider }: Job, running: readonly Planned[], { providers, slots }: AgentPlaces): boolean {
  const ofProvider = running.filter(({ job }) => job.provider === provider).length;
  const ofAgent = running.filter(({ job }) => job.agent === agent).length;
  return (
    ofProvider < (providers?.[provider] ?? Number.POSITIVE_INFINITY) &&
    ofAgent < (slots?.get(agent) ?? Number.POSITIVE_INFINITY)
  );
}

/** Jobs that have not begun, each kept back until its prerequisites are done and its time has come. */
function queueOf(jobs: readonly Job[]) {
  const { missing, dependents } = chainsOf(jobs);
  const rank = new Map(jobs.map((job, n) => [job, n]));
  const waiting = new Set(jobs);
  const free = rankSet(jobs.length);
  /** Those for which it is too early, the next one last. */
  const early: Job[] = [];
  const release = (job: Job) => {
    if (job.from === undefined) free.add(rank.get(job)!);
    else early.splice(earlierThan(early, job.from), 0, job);
  };
  for (const job of jobs) if (missing.get(job.id) === 0) release(job);
  return {
    /** In their order; jobs may be taken meanwhile. */
    *ready(now: number): Generator<Job> {
      while (early.length > 0 && early.at(-1)!.from! <= now) {
        const job = early.pop()!;
        if (waiting.has(job)) free.add(rank.get(job)!);
      }
      for (let at = free.next(0); at !== undefined; at = free.next(at + 1)) yield jobs[at]!;
    },
    take(job: Job) {
      waiting.delete(job);
      free.delete(rank.get(job)!);
    },
    done(job: Job) {
      for (const next of dependents.get(job.id) ?? []) {
        const count = missing.get(next.id)! - 1;
        missing.set(next.id, count);
        if (count === 0 && waiting.has(next)) release(next);
      }
    },
    /** When the next one may begin for which it is too early now. */
    nextFrom: () => early.at(-1)?.from ?? Number.POSITIVE_INFINITY,
    left: () => [...waiting],
  };
}

/** Where jobs, the latest first, begin to be as early as that or earlier. */
function earlierThan(jobs: readonly Job[], from: number): number {
  let [low, high] = [0, jobs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (jobs[middle]!.from! > from) low = middle + 1;
    else high = middle;
  }
  return low;
}
