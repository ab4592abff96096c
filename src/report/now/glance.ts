import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { startOfDate } from '../../domain/date-in-zone.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { ShownState } from '../../domain/state-words.ts';
import { hasBegun, isBehind } from '../../domain/task-date.ts';
import type { Situation } from '../situation.ts';

/** The situation in a few numbers, for a line that a client shows all the time. */
export interface Glance {
  /** Number of ready tasks, as the page "Now" counts them. */
  ready: number;
  /** Number of items that need a person's attention. */
  attention: number;
  /** Active runs, the longest-running first, with their states. A glance of an earlier version has no states. */
  running: { run: string; since: string; state?: ShownState }[];
  /** Number of results in a pull request. Absent if there are none. */
  proposed?: number;
  /** Claimed tasks with the holder of the claim, at most {@link MOST_HELD}. */
  held: { holder: string; id: number; description: string }[];
  /** Set if the log ends with damage, so that the numbers are those of an earlier change. */
  damaged?: true;
  /** The time from which the numbers can differ without a change of the queue. */
  until?: Instant;
}

/** Maximum number of claimed tasks, and of characters of their descriptions. A glance is stored in a small file. */
const MOST_HELD = 100;
const MOST_CHARACTERS = 120;

/** Maximum age in milliseconds of a glance with active runs: whether a run is stuck depends on its files. */
const RUNS_MS = 60_000;

export function glanceOf({ attention, snoozed, ready, working, proposed, held }: Situation, facts: Facts): Glance {
  const running = working.flatMap(({ run, since, state }) =>
    run === undefined ? [] : [{ run, since, ...present({ state }) }],
  );
  const times = snoozed.flatMap(({ until }) => (until === undefined ? [] : [fromInstant(until)]));
  const until = changesAt(facts, running.length > 0 ? [...times, facts.now + RUNS_MS] : times);
  return {
    ready: ready.length,
    attention: attention.length,
    running,
    ...(proposed.length > 0 ? { proposed: proposed.length } : {}),
    held: held.slice(0, MOST_HELD).map(({ claim: { holder }, task: { id, description } }) => ({
      ...{ holder, id, description: clip(description, MOST_CHARACTERS) },
    })),
    ...present({ until: until === undefined ? undefined : toInstant(until) }),
  };
}

/**
 * Returns the next time at which a task becomes ready or needs attention because time passed.
 * @param others times that count, too
 * @returns milliseconds since the epoch
 */
function changesAt(facts: Facts, others: readonly number[]): number | undefined {
  const { queue, now } = facts;
  const times = [...others];
  for (const { wait, scheduled, obstacle } of queue.open()) {
    if (wait !== undefined && !hasBegun(wait, facts)) times.push(startOfDate(wait, facts.zone));
    // A scheduled task is ready after this second, not in it.
    if (scheduled !== undefined && !isBehind(scheduled, facts)) times.push(startOfDate(scheduled, facts.zone) + 1_000);
    if (obstacle?.until !== undefined && !hasBegun(obstacle.until, facts))
      times.push(startOfDate(obstacle.until, facts.zone));
  }
  return times.reduce<number | undefined>(
    (first, at) => (at > now && at < (first ?? Infinity) ? at : first),
    undefined,
  );
}
