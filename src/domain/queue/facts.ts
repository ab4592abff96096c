import { lazy } from '../../base/lazy.ts';
import { dayBounds, monthBounds, quarterBounds, weekBounds, yearBounds } from '../../time/index.ts';
import type { TaskAuthors } from '../actor.ts';
import { dayAt } from '../date-in-zone.ts';
import { type Instant, toInstant } from '../instant.ts';
import type { Claim, Run } from '../records.ts';
import type { RunFinding } from '../runs/objections/finding.ts';
import { occupies } from '../runs/run-states.ts';
import type { StackedOn } from '../runs/stack.ts';
import type { Shown } from '../state-words.ts';
import { hasWords, textsOf, wordsOfText } from '../task/folded-words.ts';
import type { Task } from '../task/task.ts';
import type { Day } from '../task-date.ts';
import type { TaskQueue } from './queue.ts';

/**
 * Data for computing derived values, besides the task. All of it is passed as parameters, so results do not depend on
 * the machine.
 */
export interface Facts {
  queue: TaskQueue;
  /** Current time, in milliseconds since the epoch. */
  now: number;
  /** IANA name of the time zone. */
  zone: string;
  /** The current time (`now`) as an instant. */
  instant: Instant;
  /** Returns the current day in the zone. */
  today(): Day;
  /** Returns the start and end of today and of longer periods. */
  calendar(): Calendar;
  /** Returns the claims on a task, including expired ones. */
  claimsOf(uuid: string): readonly Claim[];
  /** Returns when a claim ends; undefined if it has expired. Without data about processes, the lease decides. */
  holdOf(claim: Claim): LiveClaim | undefined;
  /** Checks whether a claim on a task is valid. It costs less than `claimsOf` and `holdOf`. */
  isClaimed(uuid: string): boolean;
  /** Returns the host of a claim's holder if it is another machine. */
  hostOf(claim: Claim): string | undefined;
  /** Returns the uuids of tasks with claims, including expired ones. Undefined if the caller provided no list. */
  claimed: (() => Iterable<string>) | undefined;
  /** Returns the run that stands for a task: its newest, or the first of several attempts. See `leadingRun`. */
  latestRun(uuid: string): (Shown & Pick<Run, 'id' | 'result' | 'checks' | 'reason'>) | undefined;
  /** Lists what concerns a run under way, or a task that somebody works on without one. */
  findingsOf(id: string): readonly RunFinding[];
  /** Counts the attempts at a task among which somebody has to choose; 0 unless there are several. */
  attemptsAt(uuid: string): number;
  /** Checks whether a run has the task: from the run's start until its merge. */
  isInRun(uuid: string): boolean;
  /** Returns the unmerged result from which a run of a blocked task may start. Undefined if stacks are off. */
  stackOf(task: Task): StackedOn | undefined;
  /** Returns the names of the documents of a task, or of `workspace`. Omits deleted documents. */
  docNames(uuid: string): readonly string[];
  /** Returns the names of files attached to a task. */
  attachmentNames(uuid: string): readonly string[];
  /** Returns the uuids of tasks whose texts contain every word of this text, or a word that begins with it. */
  withText(text: string): ReadonlySet<string>;
  /** Returns the authors of a task. Both are absent if the caller provided no authors. */
  authorsOf(uuid: string): TaskAuthors;
  /** Returns the records of the plan that a task serves. All are absent if the caller provided no plan. */
  servesOf(task: Task): Serves;
}

/** The ids of the live records that a task serves, its own or those of a task above it. */
export interface Serves {
  goal: readonly string[];
  bet: readonly string[];
  outcome: readonly string[];
  pillar: readonly string[];
  problem: readonly string[];
  persona: readonly string[];
  /** Set if the goal's bet is in `now`. */
  isNow?: true;
  /** The severity of the worst problem that is not solved, 1 to 5. */
  severity?: number;
  /** Set if the task or its goal has a reason why it needs no goal. */
  upkeep?: true;
}

/** A valid claim. It ends at `until` unless it is renewed. Without `until`, it ends with its holder's process. */
export interface LiveClaim {
  until?: Instant;
  /** Set if the claim ends only when somebody releases it. */
  released?: true;
}

/** The first instant of each period, in the zone of the facts. A period ends just before `next…`. */
export interface Calendar {
  yesterday: Instant;
  today: Instant;
  tomorrow: Instant;
  dayAfterTomorrow: Instant;
  /** The start of the seventh day after today. */
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
      | 'claimsOf'
      | 'holdOf'
      | 'isClaimed'
      | 'hostOf'
      | 'claimed'
      | 'latestRun'
      | 'findingsOf'
      | 'attemptsAt'
      | 'isInRun'
      | 'stackOf'
      | 'docNames'
      | 'attachmentNames'
      | 'withText'
      | 'authorsOf'
      | 'servesOf'
    >
  >;

const none = () => [];
const noAuthors: TaskAuthors = {};
const nothing: Serves = { goal: [], bet: [], outcome: [], pillar: [], problem: [], persona: [] };

/**
 * Creates the facts for one response, in which all values are computed for the same instant. It applies this instant to
 * the queue, too. Functions that the input lacks return no results.
 */
export function createFacts(input: FactsInput): Facts {
  const instant = toInstant(input.now);
  input.queue.settle(instant);
  const claimsOf = input.claimsOf ?? none;
  const holdOf = input.holdOf ?? (({ expires }: Claim) => (expires > instant ? { until: expires } : undefined));
  return {
    queue: input.queue,
    now: input.now,
    get zone() {
      return input.zone;
    },
    instant,
    today: lazy(() => dayAt(input.now, input.zone)),
    calendar: lazy(() => calendarAt(input.now, input.zone)),
    claimsOf,
    holdOf,
    isClaimed: input.isClaimed ?? ((uuid) => claimsOf(uuid).some(holdOf)),
    hostOf: input.hostOf ?? (() => undefined),
    claimed: input.claimsOf ? input.claimed : none,
    latestRun: input.latestRun ?? (() => undefined),
    findingsOf: input.findingsOf ?? none,
    attemptsAt: input.attemptsAt ?? (() => 0),
    isInRun: input.isInRun ?? ((uuid) => occupied(input.latestRun?.(uuid))),
    stackOf: input.stackOf ?? (() => undefined),
    docNames: input.docNames ?? none,
    attachmentNames: input.attachmentNames ?? none,
    withText: input.withText ?? scanning(input.queue),
    authorsOf: input.authorsOf ?? (() => noAuthors),
    servesOf: input.servesOf ?? (() => nothing),
  };
}

function occupied(run: Shown | undefined): boolean {
  return run !== undefined && occupies(run.state);
}

/** Returns a search function that scans the texts of every task at each search. */
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
