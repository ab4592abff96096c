import { DAY_MS } from '../../base/day.ts';
import { laterOnceEachObject, onceEachObject } from '../../base/lazy.ts';
import { startOfDate } from '../date-in-zone.ts';
import type { Instant } from '../instant.ts';
import type { Facts } from '../queue/facts.ts';
import { isOpen, type Task } from '../task/task.ts';
import { isBehind, isWholeDay, type TaskDate } from '../task-date.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from './coefficients.ts';
import { isWaiting } from './readiness.ts';
import { virtualTag } from './virtual-tags.ts';

/** Returns the factor for a count, such as the number of tags: 0.8 for one, 0.9 for two, 1 for more. */
function several(count: number): number {
  return count === 1 ? 0.8 : count === 2 ? 0.9 : 1;
}

/**
 * Returns a factor for the due date. It grows evenly from 0.2, two weeks before the date, to 1, one week after it. All
 * times are in milliseconds since the epoch.
 */
function dueFactor(due: number, now: number): number {
  const late = (now - due) / DAY_MS;
  if (late >= 7) return 1;
  return late < -14 ? 0.2 : 0.2 + (0.8 * (late + 14)) / 21;
}

/** Returns the age in whole days, divided by `most` days; at most 1. */
function ageFactor(entry: number, now: number, most: number): number {
  const days = Math.trunc((now - entry) / DAY_MS);
  return days >= most ? 1 : days / most;
}

/** Returns the part of the current day that {@link ageFactor} omits. The sum of both grows evenly. */
function ageRest(entry: number, now: number, most: number): number {
  const days = (now - entry) / DAY_MS;
  return days >= most ? 0 : (days - Math.trunc(days)) / most;
}

/** Parses an instant like {@link Date.parse}, but several times as fast: sorting parses two per task. */
function msOf(text: Instant): number {
  const pair = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - ZEROS;
  const month = pair(5);
  const year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0);
  const century = (year / 100) | 0;
  const days = 365 * year + (year >> 2) - century + (century >> 2) + MONTH_START[month]! + pair(8) - EPOCH_DAY;
  return days * DAY_MS + pair(11) * 3_600_000 + pair(14) * 60_000 + pair(17) * 1000;
}

/** The amount by which `10 * a + b` is too large if `a` and `b` are the character codes of two digits. */
const ZEROS = 11 * '0'.charCodeAt(0);
/** 1 January 1970, as a number of days since 1 March of year 0. */
const EPOCH_DAY = 719_469;
/** Number of days from 1 March to the first of each month. January and February belong to the previous year. */
const MONTH_START = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

/** A term of a task's urgency, for explanations. `value` is coefficient times factor. */
export interface UrgencyTerm {
  name: string;
  coefficient: number;
  factor: number;
  value: number;
}

/**
 * Sums Taskwarrior 2.6's terms and those of the task's goal, and adds them to `terms` if that is given. It has no loop over a table of terms,
 * because sorting calls it for every task.
 */
function sumTerms(task: Task, facts: Facts, of: Coefficients, terms: UrgencyTerm[] | undefined): number {
  const { queue, now } = facts;
  const { hasExtras, constantsOf } = knownOf(of);
  const constant = terms ? constantTerms(task, of, terms) : constantsOf(task);
  let { sum } = constant;
  if (constant.due !== undefined) sum += term(terms, 'due', of.due, dueFactor(dueIn(constant.due, facts), now));
  if (constant.scheduled !== undefined && isBehind(constant.scheduled, facts))
    sum += term(terms, 'scheduled', of.scheduled, 1);
  if (constant.active) sum += term(terms, 'active', of.active, 1);
  sum += term(terms, 'age', of.age, ageFactor(constant.entry, now, of.ageMax));
  if (constant.waits && isWaiting(task, facts)) sum += term(terms, 'waiting', of.waiting, 1);
  if (constant.depends && queue.isBlocked(task)) sum += term(terms, 'blocked', of.blocked, 1);
  if (queue.isBlocking(task)) sum += term(terms, 'blocking', of.blocking, 1);
  if (constant.serves) sum += goalTerms(task, facts, of, terms);
  return hasExtras ? sum + sumExtraTerms(task, facts, of, terms) : sum;
}

/** Returns the due date in epoch milliseconds. A day counts from its first second, as in Taskwarrior. */
function dueIn(due: number | TaskDate, { zone }: Facts): number {
  return typeof due === 'number' ? due : startOfDate(due, zone);
}

/** The greatest severity of a problem. */
const WORST = 5;

function goalTerms(task: Task, facts: Facts, of: Coefficients, terms: UrgencyTerm[] | undefined): number {
  const { isNow, severity } = facts.servesOf(task);
  const bet = isNow ? term(terms, 'bet', of.bet, 1) : 0;
  return severity === undefined ? bet : bet + term(terms, 'severity', of.severity, severity / WORST);
}

/** The part of a task's urgency that doesn't depend on time and other tasks, and what the rest depends on. */
interface Constants {
  /** The sum of the terms before `due`. */
  sum: number;
  /** In milliseconds since the epoch; a day as it is stored, because its beginning depends on the zone. */
  due: number | TaskDate | undefined;
  /** In milliseconds since the epoch. */
  entry: number;
  scheduled: TaskDate | undefined;
  active: boolean;
  waits: boolean;
  depends: boolean;
  /** False if the task can't serve a goal, because it names none and has no parent. */
  serves: boolean;
}

/** What is computed once for some coefficients. */
interface Known {
  /** True if there are coefficients for projects, tags or words. */
  hasExtras: boolean;
  /** A changed task is a new object, so these stay valid. Reading them is faster than reading the task's fields. */
  constantsOf(task: Task): Constants;
  /** Inherited urgency by uuid, for the facts of one response. */
  memoOf(facts: Facts): Memo;
}

const knownOf = onceEachObject(
  (of: Coefficients): Known => ({
    hasExtras: [of.projects, of.tagged, of.keywords].some((table) => Object.keys(table).length > 0),
    constantsOf: laterOnceEachObject(FIRST_TASKS, (task: Task) => constantTerms(task, of, undefined)),
    memoOf: onceEachObject((): Memo => new Map()),
  }),
);

/**
 * Number of tasks whose constants are not kept. A process of the command line sorts once, and keeping them would take
 * it longer than computing them.
 */
const FIRST_TASKS = 25_000;

function constantTerms(task: Task, of: Coefficients, terms: UrgencyTerm[] | undefined): Constants {
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
  return {
    sum,
    due: due === undefined || isWholeDay(due) ? due : msOf(due),
    entry: msOf(task.entry),
    scheduled: task.scheduled,
    active: task.start !== undefined,
    waits: task.wait !== undefined,
    depends: task.depends !== undefined,
    serves: task.goal !== undefined || task.parent !== undefined,
  };
}

function term(terms: UrgencyTerm[] | undefined, name: string, coefficient: number, factor: number): number {
  const value = coefficient * factor;
  terms?.push({ name, coefficient, factor, value });
  return value;
}

/**
 * Returns the urgency of a task: the sum of coefficients times factors, about -8 to 55 with the defaults. With the
 * defaults, time never lowers it. Closed tasks have an urgency, too. Source: Taskwarrior 2.6.
 */
export function urgency(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): number {
  return mayInherit(task, facts, of) ? inherited(task, facts, of).value : sumTerms(task, facts, of, undefined);
}

/**
 * Checks whether time never lowers an urgency with these weights, and whether it follows from the task and the tasks of
 * {@link LiveQueue.watch}.
 */
export function isRising({ inherit, due, scheduled, age, ageMax, waiting, tagged }: Coefficients): boolean {
  return !inherit && Math.min(due, scheduled, age, ageMax, -waiting) >= 0 && !Object.keys(tagged).some(virtualTag);
}

/** Returns the urgency with an evenly growing age. {@link urgency} counts whole days since the entry. */
export function evenUrgency(task: Task, facts: Facts, of: Coefficients): number {
  const from = mayInherit(task, facts, of) ? inherited(task, facts, of) : undefined;
  const value = from?.value ?? sumTerms(task, facts, of, undefined);
  const entry = from?.entry ?? knownOf(of).constantsOf(task).entry;
  return value + of.age * ageRest(entry, facts.now, of.ageMax);
}

/** Checks whether a task can inherit urgency. Most tasks block no other, and their own urgency needs no memo. */
function mayInherit(task: Task, { queue }: Facts, { inherit }: Coefficients): boolean {
  return inherit && queue.isBlocking(task);
}

/** Returns the terms that are not zero, in the order of addition. Inherited urgency is a separate term. */
export function urgencyTerms(task: Task, facts: Facts, of: Coefficients = DEFAULT_COEFFICIENTS): UrgencyTerm[] {
  const terms: UrgencyTerm[] = [];
  const lifted = urgency(task, facts, of) - sumTerms(task, facts, of, terms);
  if (lifted !== 0) term(terms, 'inherited', lifted, 1);
  return terms.filter(({ value }) => value !== 0);
}

/** A task's own or inherited urgency, and the entry date of the task that it comes from. */
interface Inherited {
  value: number;
  /** In milliseconds since the epoch. */
  entry: number;
}

type Memo = Map<string, Inherited>;

/**
 * Computes the urgency of each task once per response. It stores the task's own value first, so that a cycle in damaged
 * data can't cause endless recursion.
 */
function inherited(task: Task, facts: Facts, of: Coefficients, memo: Memo = knownOf(of).memoOf(facts)): Inherited {
  const known = memo.get(task.uuid);
  if (known) return known;
  let highest: Inherited = { value: sumTerms(task, facts, of, undefined), entry: knownOf(of).constantsOf(task).entry };
  memo.set(task.uuid, highest);
  if (!facts.queue.isBlocking(task)) return highest;
  for (const uuid of facts.queue.dependents(task.uuid)) {
    const dependent = facts.queue.get(uuid);
    if (!dependent || !isOpen(dependent)) continue;
    const { value, entry } = inherited(dependent, facts, of, memo);
    if (value >= highest.value) highest = { value: value + 0.01, entry };
  }
  memo.set(task.uuid, highest);
  return highest;
}

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
