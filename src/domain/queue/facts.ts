import { lazy } from '../../base/lazy.ts';
import { dayBounds, monthBounds, quarterBounds, weekBounds, yearBounds } from '../../time/index.ts';
import type { Claim } from '../claim.ts';
import { type Instant, toInstant } from '../instant.ts';
import type { Run } from '../records.ts';
import { hasWords, textsOf, wordsOfText } from '../task/folded-words.ts';
import type { TaskQueue } from './queue.ts';

/** What is known besides a task itself when something is said about it. All parameters; nothing is read from the machine. */
export interface Facts {
  queue: TaskQueue;
  /** Milliseconds since the epoch. */
  now: number;
  /** IANA name of the time zone. */
  zone: string;
  /** Now as stored times are written, to the second. */
  instant: Instant;
  /** Days and longer periods around now, as instants. */
  calendar(): Calendar;
  /** Claims on a task, expired ones included. */
  claimsOf(uuid: string): readonly Claim[];
  /** How long a claim still holds; undefined when it has lapsed. Without knowledge of processes its lease alone counts. */
  holdOf(claim: Claim): LiveClaim | undefined;
  /** uuids of the tasks with claims, expired ones included, when that is known without asking for each task. */
  claimed: (() => Iterable<string>) | undefined;
  /** The last attempt at a task. */
  latestRun(uuid: string): Pick<Run, 'id' | 'state' | 'result' | 'checks'> | undefined;
  /** Names of the documents of a task, or of `workspace`, that have a body. */
  docNames(uuid: string): readonly string[];
  /** Names of the files that are attached to a task. */
  attachmentNames(uuid: string): readonly string[];
  /** uuids of the tasks in whose texts every word of this one stands, or a word that begins with it. */
  withText(text: string): ReadonlySet<string>;
  /** Formatted actors who made or changed a task. */
  actorsOf(uuid: string): readonly string[];
}

/** A claim that holds: until then unless it is renewed, or, without an end, as long as the process of its holder lives. */
export interface LiveClaim {
  until?: Instant;
}

/** First instants, in the zone: of yesterday, today, tomorrow and so on. A period ends before `next…`. */
export interface Calendar {
  yesterday: Instant;
  today: Instant;
  tomorrow: Instant;
  dayAfterTomorrow: Instant;
  /** Seven calendar days after today. */
  inSevenDays: Instant;
  week: Instant;
  nextWeek: Instant;
  month: Instant;
  nextMonth: Instant;
  quarter: Instant;
  nextQuarter: Instant;
  year: Instant;
  nextYear: Instant;
}

export type FactsInput = Pick<Facts, 'queue' | 'now' | 'zone'> &
  Partial<
    Pick<
      Facts,
      'claimsOf' | 'holdOf' | 'claimed' | 'latestRun' | 'docNames' | 'attachmentNames' | 'withText' | 'actorsOf'
    >
  >;

const none = () => [];

/**
 * Facts for one answer: everything in it is judged at the same instant, to which the queue is brought. What is left out counts as
 * "none".
 */
export function createFacts(input: FactsInput): Facts {
  const instant = toInstant(input.now);
  input.queue.settle(instant);
  return {
    queue: input.queue,
    now: input.now,
    get zone() {
      return input.zone;
    },
    instant,
    calendar: lazy(() => calendarAt(input.now, input.zone)),
    claimsOf: input.claimsOf ?? none,
    holdOf: input.holdOf ?? (({ expires }) => (expires > instant ? { until: expires } : undefined)),
    claimed: input.claimsOf ? input.claimed : none,
    latestRun: input.latestRun ?? (() => undefined),
    docNames: input.docNames ?? none,
    attachmentNames: input.attachmentNames ?? none,
    withText: input.withText ?? scanning(input.queue),
    actorsOf: input.actorsOf ?? none,
  };
}

/** Looks at the texts of every task, once for each question. */
function scanning(queue: TaskQueue): Facts['withText'] {
  const asked = new Map<string, ReadonlySet<string>>();
  return (text) => {
    let found = asked.get(text);
    if (!found) {
      const words = wordsOfText(text);
      found = new Set([...queue.all()].filter((task) => hasWords(textsOf(task), words)).map(({ uuid }) => uuid));
      asked.set(text, found);
    }
    return found;
  };
}

function calendarAt(now: number, zone: string): Calendar {
  const day = (n: number) => toInstant(dayBounds(now, zone, n).start);
  const week = weekBounds(now, zone);
  const month = monthBounds(now, zone);
  const quarter = quarterBounds(now, zone);
  const year = yearBounds(now, zone);
  return {
    yesterday: day(-1),
    today: day(0),
    tomorrow: day(1),
    dayAfterTomorrow: day(2),
    inSevenDays: day(7),
    week: toInstant(week.start),
    nextWeek: toInstant(week.end),
    month: toInstant(month.start),
    nextMonth: toInstant(month.end),
    quarter: toInstant(quarter.start),
    nextQuarter: toInstant(quarter.end),
    year: toInstant(year.start),
    nextYear: toInstant(year.end),
  };
}
