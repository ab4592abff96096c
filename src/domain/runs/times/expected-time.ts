import { fromInstant } from '../../instant.ts';
import type { Run } from '../../records.ts';

/** Maximum number of past runs for an estimate, newest first. */
const SAMPLE = 20;
/** Minimum number of past runs with tasks of one type, so that they count instead of all runs of the agent. */
const OF_TYPE = 3;

/** The past runs that a length comes from: those of an agent, or only those with tasks of the type `of`. */
export interface PastLength {
  /** The median in milliseconds, and the length that nine of ten past runs didn't exceed. */
  ms: number;
  most: number;
  of?: string;
}

/**
 * Estimates the time until a run needs a person: by the median of its agent's past runs. If enough of them had tasks of
 * the same type, only those count.
 * @param run an id leaves this run out; `type` is the type of its task
 * @param typeOf returns the type of another run's task
 * @returns undefined without past runs
 */
export function expectedMs(
  all: readonly Run[],
  { agent, id, type }: Pick<Run, 'agent' | 'id'> & { type?: string | undefined },
  typeOf: (task: string) => string | undefined = () => undefined,
): PastLength | undefined {
  const past = all.filter((run) => run.agent === agent && run.id !== id);
  if (type !== undefined) {
    const times = timesOf(past.filter((run) => typeOf(run.task) === type));
    if (times.length >= OF_TYPE) return { ...lengthOf(times), of: type };
  }
  const times = timesOf(past.slice(-SAMPLE));
  return times.length === 0 ? undefined : lengthOf(times);
}

function timesOf(runs: readonly Run[]): number[] {
  return runs
    .slice(-SAMPLE)
    .flatMap((run) => workedMsOfRun(run) ?? [])
    .sort((a, b) => a - b);
}

function lengthOf(sorted: readonly number[]): { ms: number; most: number } {
  return { ms: sorted[Math.floor(sorted.length / 2)]!, most: sorted[Math.ceil(sorted.length * 0.9) - 1]! };
}

/**
 * Computes the time from the first prompt to the first result for review, in milliseconds. It includes rounds after
 * failed checks.
 * @returns undefined if the agent did not finish
 */
export function workedMsOfRun({ rounds = [] }: Pick<Run, 'rounds'>): number | undefined {
  const until = rounds.findIndex(({ why }, i) => i > 0 && why !== 'checks');
  const first = until === -1 ? rounds : rounds.slice(0, until);
  const [begin, end] = [first[0]?.at, first.at(-1)?.ended];
  const done = first.at(-1)?.outcome === 'done';
  return done && begin && end ? fromInstant(end) - fromInstant(begin) : undefined;
}
