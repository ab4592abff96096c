import type { Facts } from './facts.ts';
import type { Instant } from './instant.ts';
import { isOpen, type Priority, type Task } from './task.ts';
import { isWaiting, virtualTag } from './virtual-tags.ts';

/** How much each circumstance adds to urgency. Taskwarrior 2.6's names and defaults. */
export interface Coefficients {
  next: number;
  due: number;
  blocking: number;
  priority: Readonly<Record<Priority, number>>;
  scheduled: number;
  active: number;
  age: number;
  /** Days after which age counts in full. */
  ageMax: number;
  project: number;
  tags: number;
  annotations: number;
  waiting: number;
  blocked: number;
  /** project -> coefficient; holds for the project and everything below it. */
  projects: Readonly<Record<string, number>>;
  /** tag, or virtual tag in upper case -> coefficient, on top of the others. */
  tagged: Readonly<Record<string, number>>;
  /** text -> coefficient when the description contains it. */
  keywords: Readonly<Record<string, number>>;
  /** A task that blocks others is at least 0.01 more urgent than the most urgent of them. */
  inherit: boolean;
}

export const DEFAULT_COEFFICIENTS: Coefficients = {
  next: 15,
  due: 12,
  blocking: 8,
  priority: { H: 6, M: 3.9, L: 1.8 },
  scheduled: 5,
  active: 4,
  age: 2,
  ageMax: 365,
  project: 1,
  tags: 1,
  annotations: 1,
  waiting: -3,
  blocked: -5,
  projects: {},
  tagged: {},
  keywords: {},
  inherit: false,
};

/** What each coefficient is multiplied with, for documentation. */
export const URGENCY_FACTORS: Readonly<Record<keyof Coefficients, string>> = {
  next: '1 with the tag `next`, beside the term for tags',
  due: '1 when overdue by 7 days or more, falling evenly to 0.2 at 14 days ahead and before (0.733 when it is due now)',
  blocking: '1 when an open task waits for it',
  priority: '1 with that priority',
  scheduled: '1 when scheduled in the past',
  active: '1 when started',
  age: 'whole days since entry, divided by `urgency.age.max`, at most 1',
  ageMax: 'the days after which age counts in full; no coefficient',
  project: '1 with a project',
  tags: '0.8, 0.9, 1 for one, two, more tags',
  annotations: '0.8, 0.9, 1 for one, two, more annotations',
  waiting: '1 while waiting',
  blocked: '1 when it waits for an open task',
  projects: '1 in that project or below it',
  tagged: '1 with that tag, virtual ones included',
  keywords: '1 when the description contains the text',
  inherit: 'when true, a task that blocks others is more urgent than the most urgent of them',
};

/** One part of an urgency, for explanations. `value` is coefficient times factor. */
export interface UrgencyTerm {
  name: string;
  coefficient: number;
  factor: number;
  value: number;
}

/**
 * Taskwarrior 2.6's terms, compared with it to 0.0002: what each circumstance adds, where it holds. One straight run that only sums
 * unless the terms are wanted, because sorting goes through it for every task.
 */
function sumTerms(task: Task, facts: Facts, of: Coefficients, terms: UrgencyTerm[] | undefined): number {
  const { queue, instant } = facts;
  const { tags, annotations, due } = task;
  let sum = 0;
  if (task.project !== undefined) sum += term(terms, 'project', of.project, 1);
  if (tags !== undefined && tags.length > 0) {
    sum += term(terms, 'tags', of.tags, several(tags.length));
    if (tags.includes('next')) sum += term(terms, 'next', of.next, 1);
  }
  if (annotations !== undefined && annotations.length > 0) {
    sum += term(terms, 'annotations', of.annotations, several(annotations.length));
  }
  if (task.priority !== undefined) sum += term(terms, 'priority', of.priority[task.priority], 1);
  if (due !== undefined) sum += term(terms, 'due', of.due, dueFactor(due, facts.now));
  if (task.scheduled !== undefined && task.scheduled < instant) sum += term(terms, 'scheduled', of.scheduled, 1);
  if (task.start !== undefined) sum += term(terms, 'active', of.active, 1);
  sum += term(terms, 'age', of.age, ageFactor(task.entry, facts.now, of.ageMax));
  if (task.wait !== undefined && isWaiting(task, facts)) sum += term(terms, 'waiting', of.waiting, 1);
  if (queue.isBlocked(task)) sum += term(terms, 'blocked', of.blocked, 1);
  if (queue.isBlocking(task)) sum += term(terms, 'blocking', of.blocking, 1);
  return hasExtras(of) ? sum + sumExtraTerms(task, facts, of, terms) : sum;
}

function term(terms: UrgencyTerm[] | undefined, name: string, coefficient: number, factor: number): number {
  const value = coefficient * factor;
  terms?.push({ name, coefficient, factor, value });
  return value;
}

/**
 * How urgent a task is: a sum of coefficient times factor, about -8 to 55 with the defaults; more is more urgent. With
 * defaults it never falls while only time passes. Closed tasks have a value too. Source of the terms: Taskwarrior 2.6.
 */
export function urgency(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): number {
  return of.inherit ? inherited(task, facts, of, memoOf(facts, of)) : sumTerms(task, facts, of, undefined);
}

/** The parts that are not zero, in the order in which they are added. What is inherited is a part of its own. */
export function urgencyTerms(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): UrgencyTerm[] {
  const terms: UrgencyTerm[] = [];
  const lifted = urgency(task, facts, of) - sumTerms(task, facts, of, terms);
  if (lifted !== 0) term(terms, 'inherited', lifted, 1);
  return terms.filter(({ value }) => value !== 0);
}

/** Each task is worked out once per answer; its own value, noted first, ends circles, which only damaged data has. */
function inherited(task: Task, facts: Facts, of: Coefficients, memo: Map<string, number>): number {
  const known = memo.get(task.uuid);
  if (known !== undefined) return known;
  let value = sumTerms(task, facts, of, undefined);
  memo.set(task.uuid, value);
  if (!facts.queue.isBlocking(task)) return value;
  for (const uuid of facts.queue.dependents(task.uuid)) {
    const dependent = facts.queue.get(uuid);
    if (!dependent || !isOpen(dependent)) continue;
    const theirs = inherited(dependent, facts, of, memo);
    if (theirs >= value) value = theirs + 0.01;
  }
  memo.set(task.uuid, value);
  return value;
}

const memos = new WeakMap<Facts, WeakMap<Coefficients, Map<string, number>>>();

function memoOf(facts: Facts, of: Coefficients): Map<string, number> {
  const byCoefficients = memos.get(facts) ?? new WeakMap();
  memos.set(facts, byCoefficients);
  const memo = byCoefficients.get(of) ?? new Map();
  byCoefficients.set(of, memo);
  return memo;
}

/** Asked once per task with the same object each time: the last answer is kept. */
function hasExtras(of: Coefficients): boolean {
  if (asked !== of) {
    asked = of;
    answer = [of.projects, of.tagged, of.keywords].some((table) => Object.keys(table).length > 0);
  }
  return answer;
}

let asked: Coefficients | undefined;
let answer = false;

function sumExtraTerms(task: Task, facts: Facts, of: Coefficients, terms: UrgencyTerm[] | undefined): number {
  let sum = 0;
  for (const [key, value] of Object.entries(of.projects)) {
    if (task.project === key || task.project?.startsWith(`${key}.`)) sum += term(terms, `project.${key}`, value, 1);
  }
  for (const [key, value] of Object.entries(of.tagged)) {
    const holds = virtualTag(key)?.test(task, facts) ?? task.tags?.includes(key);
    if (holds) sum += term(terms, `tag.${key}`, value, 1);
  }
  for (const [key, value] of Object.entries(of.keywords)) {
    if (task.description.includes(key)) sum += term(terms, `keyword.${key}`, value, 1);
  }
  return sum;
}

/** 0.8, 0.9, 1 for one, two, more. */
function several(count: number): number {
  return count === 1 ? 0.8 : count === 2 ? 0.9 : 1;
}

const DAY_MS = 86_400_000;

/** From 0.2 two weeks before, rising evenly, to 1 a week after. */
function dueFactor(due: Instant, now: number): number {
  const late = (now - msOf(due)) / DAY_MS;
  if (late >= 7) return 1;
  return late < -14 ? 0.2 : 0.2 + (0.8 * (late + 14)) / 21;
}

/** Whole days since entry. */
function ageFactor(entry: Instant, now: number, most: number): number {
  const days = Math.trunc((now - msOf(entry)) / DAY_MS);
  return days >= most ? 1 : days / most;
}

/** {@link Date.parse} for the 20 characters of a stored instant, several times as fast: sorting reads two per task. */
function msOf(text: Instant): number {
  const pair = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - ZEROS;
  const month = pair(5);
  const year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0);
  const century = (year / 100) | 0;
  const days = 365 * year + (year >> 2) - century + (century >> 2) + MONTH_START[month]! + pair(8) - EPOCH_DAY;
  return days * DAY_MS + pair(11) * 3_600_000 + pair(14) * 60_000 + pair(17) * 1000;
}

/** What two digits add as characters. */
const ZEROS = 11 * '0'.charCodeAt(0);
/** 1 January 1970, counted in days as below from 1 March of year 0. */
const EPOCH_DAY = 719_469;
/** Days from 1 March to the first of each month; January and February count into the year before. */
const MONTH_START = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
