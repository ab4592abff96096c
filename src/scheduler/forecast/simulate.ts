import { type ScopeOptions, scopesMeet } from '../../claims/index.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import { type ChainStep, chainsOf } from '../../report/chains.ts';
import { scopeIndex } from '../decision/scope-index.ts';

/** A task in the simulation. Times are in milliseconds from now. */
export interface Job extends ChainStep {
  /** The length of the job's run. */
  ms: number;
  /** The earliest start of the job. */
  from?: number;
  scope: readonly ScopeEntry[];
  agent: string;
  provider: string;
  /** Number of runs that it starts: the attempts at a task. Absent: one. */
  places?: number;
  /** Set for an active run: it starts at once, and `ms` is its remaining time. */
  underWay?: true;
}

/** The maximum numbers of simultaneous jobs. */
export interface AgentPlaces {
  agents: number;
  /** The maximum until the first job has ended, if failures in a row lower it. */
  first?: number;
  providers?: Readonly<Record<string, number>>;
  /** Maximum number of simultaneous jobs of each agent, by name. */
  slots?: ReadonlyMap<string, number>;
}

export interface Planned {
  job: Job;
  begins: number;
  ends: number;
  /** 1 for the first jobs. Another job begins after a job of the previous wave has ended, or at its time `from`. */
  wave: number;
}

export interface Simulated {
  /** The jobs that begin, in this order. */
  planned: Planned[];
  /** Jobs that never begin: they block each other, or their agent may run no job. */
  stuck: Job[];
}

/** Maximum number of jobs that are checked when a job can begin. Later jobs wait until the next job ends. */
const LOOK = 500;

/**
 * Simulates the order of jobs. Whenever a job can begin, the first suitable one does. A job waits for its dependencies,
 * for active jobs with an overlapping scope, and for its agent. Jobs of one wave never overlap or depend on each other.
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
  let most = places.first ?? places.agents;
  const fill = (now: number, since: number) => {
    let looked = 0;
    for (const job of queue.ready(now)) {
      if (placesOf(running) + placesIn(job, most) > most || looked++ >= LOOK) return;
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
    if (ended.length > 0) most = places.agents;
    const last = Math.max(0, ...ended.map(({ wave }) => wave));
    over = Math.max(over, last);
    // A job that only waited for its `from` is in a later wave than all jobs that began before it.
    fill(now, ended.length > 0 ? last : Math.max(over, Math.min(1, planned.length)));
  }
}

/** Counts the runs of jobs. */
const placesOf = (running: readonly Planned[]): number => running.reduce((sum, { job }) => sum + (job.places ?? 1), 0);

/** Counts the runs of a job, if there are only so many places. More attempts never start at once. */
const placesIn = ({ places = 1 }: Job, most: number): number => Math.max(1, Math.min(places, most));

/** Checks the limits of the job's agent and provider. Attempts beyond those of its agent have others, or don't start. */
function hasPlace({ agent, provider }: Job, running: readonly Planned[], { providers, slots }: AgentPlaces): boolean {
  const ofProvider = placesOf(running.filter(({ job }) => job.provider === provider));
  const ofAgent = placesOf(running.filter(({ job }) => job.agent === agent));
  return (
    ofProvider < (providers?.[provider] ?? Number.POSITIVE_INFINITY) &&
    ofAgent < (slots?.get(agent) ?? Number.POSITIVE_INFINITY)
  );
}

/** Returns a queue of jobs that haven't begun. One is ready after its dependencies and its time `from`. */
function queueOf(jobs: readonly Job[]) {
  const { missing, dependents } = chainsOf(jobs);
  const rank = new Map(jobs.map((job, n) => [job, n]));
  const waiting = new Set(jobs);
  const free = rankSet(jobs.length);
  /** Jobs with a `from` in the future. The next one is last. */
  const early: Job[] = [];
  const release = (job: Job) => {
    if (job.from === undefined) free.add(rank.get(job)!);
    else early.splice(earlierThan(early, job.from), 0, job);
  };
  for (const job of jobs) if (missing.get(job.id) === 0) release(job);
  return {
    /** Yields ready jobs in their order. The caller may remove jobs during the iteration. */
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
    /** Returns the next time `from` of a job; infinity if there is none. */
    nextFrom: () => early.at(-1)?.from ?? Number.POSITIVE_INFINITY,
    left: () => [...waiting],
  };
}

/** Returns the index for inserting `from` into jobs sorted by `from`, the latest first. */
function earlierThan(jobs: readonly Job[], from: number): number {
  let [low, high] = [0, jobs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (jobs[middle]!.from! > from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A set of whole numbers from 0 to less than a size. Finds the next number without testing the missing ones. */
interface RankSet {
  add: (rank: number) => void;
  delete: (rank: number) => void;
  /** Returns the first member at or above `from`; undefined if there is none. */
  next: (from: number) => number | undefined;
}

/** Stores a bit for each number. For each group of 32 bits, another bit is set if one of them is set. */
export function rankSet(size: number): RankSet {
  const words = new Uint32Array((size >>> 5) + 1);
  const filled = new Uint32Array((words.length >>> 5) + 1);
  return {
    add(rank) {
      words[rank >>> 5]! |= 1 << (rank & 31);
      filled[rank >>> 10]! |= 1 << ((rank >>> 5) & 31);
    },
    delete(rank) {
      words[rank >>> 5]! &= ~(1 << (rank & 31));
      if (words[rank >>> 5] === 0) filled[rank >>> 10]! &= ~(1 << ((rank >>> 5) & 31));
    },
    next(from) {
      const here = firstBit((words[from >>> 5] ?? 0) & (-1 << (from & 31)));
      if (here !== undefined) return ((from >>> 5) << 5) + here;
      const word = nextBit(filled, (from >>> 5) + 1);
      return word === undefined ? undefined : (word << 5) + firstBit(words[word]!)!;
    },
  };
}

function nextBit(bits: Uint32Array, from: number): number | undefined {
  let rest = (bits[from >>> 5] ?? 0) & (-1 << (from & 31));
  for (let word = from >>> 5; word < bits.length; rest = bits[++word] ?? 0) {
    const bit = firstBit(rest);
    if (bit !== undefined) return (word << 5) + bit;
  }
  return undefined;
}

function firstBit(word: number): number | undefined {
  return word === 0 ? undefined : 31 - Math.clz32(word & -word);
}
