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

/** One part of an urgency, for explanations. `value` is coefficient times factor. */
export interface UrgencyTerm {
  name: string;
  coefficient: number;
  factor: number;
  value: number;
}

interface Row {
  name: string;
  coefficient: (task: Task, of: Coefficients) => number;
  /** 0 to 1: how far the circumstance holds. */
  factor: (task: Task, facts: Facts, of: Coefficients) => number;
}

/** Taskwarrior 2.6's terms, compared with it to 0.0002. */
const TERMS: readonly Row[] = [
  { name: 'project', coefficient: (_, of) => of.project, factor: (task) => (task.project === undefined ? 0 : 1) },
  { name: 'tags', coefficient: (_, of) => of.tags, factor: (task) => several(task.tags?.length ?? 0) },
  {
    name: 'annotations',
    coefficient: (_, of) => of.annotations,
    factor: (task) => several(task.annotations?.length ?? 0),
  },
  { name: 'priority', coefficient: priorityOf, factor: (task) => (task.priority === undefined ? 0 : 1) },
  { name: 'next', coefficient: (_, of) => of.next, factor: (task) => (task.tags?.includes('next') ? 1 : 0) },
  { name: 'due', coefficient: (_, of) => of.due, factor: dueFactor },
  { name: 'scheduled', coefficient: (_, of) => of.scheduled, factor: scheduledFactor },
  { name: 'active', coefficient: (_, of) => of.active, factor: (task) => (task.start === undefined ? 0 : 1) },
  { name: 'age', coefficient: (_, of) => of.age, factor: ageFactor },
  { name: 'waiting', coefficient: (_, of) => of.waiting, factor: (task, facts) => (isWaiting(task, facts) ? 1 : 0) },
  { name: 'blocked', coefficient: (_, of) => of.blocked, factor: (task, { queue }) => (queue.isBlocked(task) ? 1 : 0) },
  {
    name: 'blocking',
    coefficient: (_, of) => of.blocking,
    factor: (task, { queue }) => (queue.isBlocking(task) ? 1 : 0),
  },
];

/**
 * How urgent a task is: a sum of coefficient times factor, about -8 to 55 with the defaults; more is more urgent. With
 * defaults it never falls while only time passes. Closed tasks have a value too. Source of the terms: Taskwarrior 2.6.
 */
export function urgency(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): number {
  return of.inherit ? inherited(task, facts, of, memoOf(facts, of)) : own(task, facts, of);
}

/** The parts that are not zero, in the order in which they are added. What is inherited is a part of its own. */
export function urgencyTerms(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): UrgencyTerm[] {
  const terms = TERMS.map(({ name, coefficient, factor }) =>
    term(name, coefficient(task, of), factor(task, facts, of)),
  );
  terms.push(...extraTerms(task, facts, of));
  const lifted = urgency(task, facts, of) - own(task, facts, of);
  if (lifted !== 0) terms.push(term('inherited', lifted, 1));
  return terms.filter(({ value }) => value !== 0);
}

function own(task: Task, facts: Facts, of: Coefficients): number {
  let sum = 0;
  for (const { coefficient, factor } of TERMS) {
    const held = factor(task, facts, of);
    if (held !== 0) sum += coefficient(task, of) * held;
  }
  if (hasExtras(of)) for (const { value } of extraTerms(task, facts, of)) sum += value;
  return sum;
}

/** Each task is worked out once per answer; its own value, noted first, ends circles, which only damaged data has. */
function inherited(task: Task, facts: Facts, of: Coefficients, memo: Map<string, number>): number {
  const known = memo.get(task.uuid);
  if (known !== undefined) return known;
  let value = own(task, facts, of);
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

const extrasOf = new WeakMap<Coefficients, boolean>();

function hasExtras(of: Coefficients): boolean {
  let has = extrasOf.get(of);
  if (has === undefined) {
    has = [of.projects, of.tagged, of.keywords].some((table) => Object.keys(table).length > 0);
    extrasOf.set(of, has);
  }
  return has;
}

function extraTerms(task: Task, facts: Facts, of: Coefficients): UrgencyTerm[] {
  const rows = (table: Readonly<Record<string, number>>, prefix: string, holds: (key: string) => boolean) =>
    Object.entries(table)
      .filter(([key]) => holds(key))
      .map(([key, value]) => term(`${prefix}.${key}`, value, 1));
  return [
    ...rows(of.projects, 'project', (key) => task.project === key || (task.project?.startsWith(`${key}.`) ?? false)),
    ...rows(of.tagged, 'tag', (key) => virtualTag(key)?.test(task, facts) ?? task.tags?.includes(key) ?? false),
    ...rows(of.keywords, 'keyword', (key) => task.description.includes(key)),
  ];
}

function term(name: string, coefficient: number, factor: number): UrgencyTerm {
  return { name, coefficient, factor, value: coefficient * factor };
}

function priorityOf(task: Task, of: Coefficients): number {
  return task.priority === undefined ? 0 : of.priority[task.priority];
}

/** 0, 0.8, 0.9, 1 for none, one, two, more. */
function several(count: number): number {
  if (count === 0) return 0;
  return count === 1 ? 0.8 : count === 2 ? 0.9 : 1;
}

const DAY_MS = 86_400_000;

/** From 0.2 two weeks before, rising evenly, to 1 a week after. */
function dueFactor(task: Task, facts: Facts): number {
  if (task.due === undefined) return 0;
  const late = (facts.now - msOf(task.due)) / DAY_MS;
  if (late >= 7) return 1;
  return late < -14 ? 0.2 : 0.2 + (0.8 * (late + 14)) / 21;
}

function scheduledFactor(task: Task, facts: Facts): number {
  return task.scheduled !== undefined && task.scheduled < facts.instant ? 1 : 0;
}

/** Whole days since entry. */
function ageFactor(task: Task, facts: Facts, of: Coefficients): number {
  const days = Math.trunc((facts.now - msOf(task.entry)) / DAY_MS);
  return days >= of.ageMax ? 1 : days / of.ageMax;
}

/** {@link Date.parse} for the 20 characters of a stored instant, several times as fast: sorting reads two per task. */
function msOf(instant: Instant): number {
  const digit = (at: number) => instant.charCodeAt(at) - 48;
  const pair = (at: number) => digit(at) * 10 + digit(at + 1);
  const month = pair(5);
  const year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0);
  const century = Math.floor(year / 100);
  const days =
    365 * year + Math.floor(year / 4) - century + Math.floor(century / 4) + MONTH_START[month]! + pair(8) - 719_469;
  return ((days * 24 + pair(11)) * 60 + pair(14)) * 60_000 + pair(17) * 1000;
}

/** Days from 1 March to the first of each month, January and February counted into the year before. */
const MONTH_START = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
