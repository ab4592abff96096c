import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunRecords } from '../find-run.ts';

type Outgoing = NonNullable<Run['outgoing']>;

/** Pauses after the first, second, … failed attempt, in milliseconds. The last one repeats. */
const PAUSES_MS = [10_000, 30_000, 2 * 60_000, 10 * 60_000, 60 * 60_000] as const;
const LONGEST_MS = PAUSES_MS.at(-1)!;

/** Settings of an attempt: after a change of them it is due at once. */
const SETTINGS = ['runs.push', 'runs.propose', 'runs.pushMinutes'] as const;

/** Queues a commit to be sent as soon as possible. */
export function freshly(commit: string, at: Instant): Outgoing {
  return { commit, at, next: at, tries: 0 };
}

/** Updates the entry after a failed attempt. */
export function failedOnce(outgoing: Outgoing, atMs: number, failed: string): Outgoing {
  const tries = outgoing.tries + 1;
  const pause = PAUSES_MS[tries - 1] ?? LONGEST_MS;
  return { ...outgoing, at: toInstant(atMs), next: toInstant(atMs + pause), tries, failed };
}

/**
 * Time of the next attempt, in milliseconds since the epoch. A clock that was set back delays it by at most the longest
 * pause.
 */
export function nextTry(records: RunRecords, { outgoing }: Pick<Run, 'outgoing'>, now: number): number {
  if (!outgoing) return Number.POSITIVE_INFINITY;
  const set = SETTINGS.some((name) => (records.get('setting', name)?.at ?? '') > outgoing.at);
  const next = fromInstant(outgoing.next);
  return set || next - now > LONGEST_MS ? now : next;
}

export function isDue(records: RunRecords, run: Pick<Run, 'outgoing'>, now: number): boolean {
  return nextTry(records, run, now) <= now;
}
