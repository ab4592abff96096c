import { counted } from '../../base/amounts.ts';
import type { Run } from '../records.ts';
import { isLive } from './run-states.ts';

/**
 * Counts results for the limits of unreviewed ones: tasks with a result in review, other tasks with active runs, and active
 * runs. The attempts at a task bring one result to a person.
 */
export function countResults(runs: readonly Pick<Run, 'state' | 'task'>[]): {
  waiting: number;
  active: number;
  live: number;
} {
  const waiting = new Set(runs.filter(({ state }) => state === 'review').map(({ task }) => task));
  const live = runs.filter(({ state }) => isLive(state));
  const active = new Set(live.map(({ task }) => task).filter((task) => !waiting.has(task)));
  return { waiting: waiting.size, active: active.size, live: live.length };
}

/** Numbers of results in review and of active runs in the other queues of this machine. */
export interface RunsElsewhere {
  review: number;
  active: number;
  /** Number of queues that were counted, and of those that could not be read. */
  queues: number;
  unread: number;
}

/** Formats how much of a limit of unreviewed results is used: `5 of at most 8 results are in review, 3 of them in 2 other queues`. */
export function elsewhereText(here: number, most: number, elsewhere: RunsElsewhere): string {
  const { review, active, queues, unread } = elsewhere;
  const all = here + review;
  return [
    `${counted(all, 'result')} of at most ${most} ${all === 1 ? 'is' : 'are'} in review, ${review} of them in ${queues === 1 ? 'another queue' : `${queues} other queues`}`,
    ...(active > 0 ? [`with ${counted(active, 'active run')} there`] : []),
    ...(unread > 0 ? [`${counted(unread, 'queue')} not read`] : []),
  ].join(', ');
}
