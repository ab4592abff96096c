import { dayAt, startOfDate } from '../../domain/date-in-zone.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { isWholeDay, type TaskDate } from '../../domain/task-date.ts';
import {
  dayStart,
  formatLocal,
  isZone,
  occurrence,
  occurrenceAfter,
  parseRecurrence,
  type Recurrence,
} from '../../time/index.ts';

/** The dates of a recurrence template, numbered from 0, its own due date. */
export interface Rhythm {
  /** IANA name of the series' time zone. */
  zone: string;
  /** Returns the number of the first date after a moment, in epoch ms. */
  after(ms: number): number;
  /** Returns the first second of a date, in epoch ms. Infinity after the year 9999. */
  startOf(n: number): number;
  /** Returns a date as its instance gets it: a day if the template is due on a day. */
  date(n: number): TaskDate;
}

/** The time zone for templates without a stored zone. It is the same on all machines. */
export const FALLBACK_ZONE = 'UTC';

/** Returns the dates of a template. Undefined if the template can't repeat. */
export function rhythmOf({ due, recur, series }: Task): Rhythm | undefined {
  const read = parseRecurrence(recur ?? '');
  if (!read.ok || !due) return undefined;
  const zone = series && isZone(series.zone) ? series.zone : FALLBACK_ZONE;
  const { recurrence } = read;
  // Days that repeat after some hours have no day of their own.
  return isWholeDay(due) && recurrence.every.seconds === 0
    ? rhythmOfDays(fromInstant(due), recurrence, zone)
    : rhythmOfInstants(startOfDate(due, zone), recurrence, zone);
}

function rhythmOfInstants(anchor: number, recurrence: Recurrence, zone: string): Rhythm {
  const startOf = (n: number) => occurrence(anchor, recurrence, n, zone);
  return {
    zone,
    after: (ms) => occurrenceAfter(anchor, recurrence, ms, zone).n,
    startOf,
    date: (n) => toInstant(startOf(n)),
  };
}

/** Repeats days by the calendar alone, as if the zone were UTC. The zone decides when a day begins. */
function rhythmOfDays(anchor: number, recurrence: Recurrence, zone: string): Rhythm {
  const day = (n: number) => occurrence(anchor, recurrence, n, 'UTC');
  return {
    zone,
    after: (ms) => occurrenceAfter(anchor, recurrence, Date.parse(`${formatLocal(ms, zone)}Z`), 'UTC').n,
    startOf: (n) => (Number.isFinite(day(n)) ? dayStart(day(n), zone) : Number.POSITIVE_INFINITY),
    date: (n) => dayAt(day(n), 'UTC'),
  };
}

/** Returns the instant from which the uuid of an instance is computed. Earlier versions compute the same. */
export function instanceInstant(due: TaskDate): Instant {
  return isWholeDay(due) ? `${due}T00:00:00Z` : due;
}
