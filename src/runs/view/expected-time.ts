import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';

/** Maximum number of past runs for an estimate, newest first. */
const SAMPLE = 20;

/**
 * Estimates the time until a run needs a person, in milliseconds: the median of its agent's past runs.
 * @returns undefined without past runs
 */
export function expectedMs(all: readonly Run[], { agent, id }: Pick<Run, 'agent' | 'id'>): number | undefined {
  const past = all.filter((run) => run.agent === agent && run.id !== id).slice(-SAMPLE);
  const times = past.flatMap((run) => workedMsOfRun(run) ?? []).sort((a, b) => a - b);
  return times.length === 0 ? undefined : times[Math.floor(times.length / 2)];
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
