import * as z from 'zod';
import { DAY_MS } from '../base/day.ts';
import { groupedBy } from '../base/iterables.ts';
import type { Shape } from '../base/shape.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import { type Bounds, type Clock, dayBounds, formatLocal, monthBounds, weekBounds } from '../time/index.ts';

/** The periods of a burndown. `shown` is the default number of periods. */
export const BURNDOWNS = {
  daily: { title: 'by day', bounds: dayBounds, shown: 30 },
  weekly: { title: 'by week', bounds: weekBounds, shown: 26 },
  monthly: { title: 'by month', bounds: monthBounds, shown: 12 },
} as const;

export type BurndownPeriod = keyof typeof BURNDOWNS;

/** The number of tasks in each state at the end of a period, and of tasks added and closed in this period. */
const burndownBar = () =>
  z.strictObject({
    /** Local date of the period's first day: `2026-07-30`. */
    date: z.string(),
    open: z.int(),
    started: z.int(),
    /** All tasks completed up to the end of the period. */
    done: z.int(),
    added: z.int(),
    /** Tasks completed or deleted during the period. */
    closed: z.int(),
  });
export type BurndownBar = Shape<typeof burndownBar>;

/** Open, started and completed tasks over time, like Taskwarrior's burndown. Rates are in tasks per day. */
export const burndown = () =>
  z.strictObject({
    period: z.enum(['daily', 'weekly', 'monthly']),
    bars: z.array(burndownBar()),
    rates: z.strictObject({ added: z.number(), closed: z.number() }),
    /** The date on which the last task would close at these rates. Absent if more tasks are added than closed. */
    expected: z.string().exactOptional(),
  });
export type Burndown = Shape<typeof burndown>;

/** A closed task that was reopened: `closed` is the time of its closing, `at` the time of its reopening. */
export interface Reopened {
  task: string;
  closed: Instant;
  at: Instant;
}

type State = 'open' | 'started' | 'done' | 'gone';
type Step = readonly [at: number, state: State];

interface Asked {
  tasks: readonly Task[];
  /** Reopenings since {@link burndownStart}. */
  reopened: readonly Reopened[];
  period: BurndownPeriod;
  shown: number;
  clock: Clock;
}

/** Counts tasks at the end of each period, or now for the current one. Omits periods before the first task. */
export function burndownOf({ tasks, reopened, period, shown, clock }: Asked): Burndown {
  const again = groupedBy(reopened, ({ task }) => task);
  const steps = tasks
    .filter(({ status }) => status !== 'recurring')
    .map((task) => stepsOf(task, again.get(task.uuid) ?? []));
  const first = steps.reduce((earliest, [step]) => Math.min(earliest, step![0]), Number.POSITIVE_INFINITY);
  const periods = periodsOf(period, shown, clock).filter(({ end }) => end > first);
  const bars = periods.map(
    ({ start }): BurndownBar => ({
      date: formatLocal(start, clock.zone).slice(0, 10),
      ...{ open: 0, started: 0, done: 0, added: 0, closed: 0 },
    }),
  );
  for (const one of steps) count(one, periods, bars);
  const days = periods.length === 0 ? 0 : (clock.now - Math.max(periods[0]!.start, first)) / DAY_MS;
  return { period, bars, ...paceOf(bars, days, clock) };
}

/** Returns the start of the first of `shown` periods, in epoch milliseconds. */
export function burndownStart(period: BurndownPeriod, shown: number, { now, zone }: Clock): number {
  return BURNDOWNS[period].bounds(now, zone, 1 - shown).start;
}

function periodsOf(period: BurndownPeriod, shown: number, { now, zone }: Clock): Bounds[] {
  return Array.from({ length: shown }, (_, i) => BURNDOWNS[period].bounds(now, zone, i + 1 - shown));
}

/**
 * Returns the state changes of a task, oldest first. An imported task may have changed before its `entry`; it
 * counts as added at its first change.
 */
function stepsOf({ entry, start, end, status }: Task, again: readonly Reopened[]): Step[] {
  const at = (instant: Instant, state: State): Step => [fromInstant(instant), state];
  const back = (opened: Instant): State => (start !== undefined && start <= opened ? 'started' : 'open');
  // An import can close a reopened task with an `end` before the reopening.
  const last = (instant: Instant) => [instant, ...again.map(({ at: opened }) => opened)].sort().at(-1)!;
  const later = [
    ...(start === undefined ? [] : [at(start, 'started')]),
    ...again.flatMap(({ closed: before, at: opened }) => [at(before, 'done'), at(opened, back(opened))]),
    ...(end === undefined || status === 'pending' ? [] : [at(last(end), status === 'completed' ? 'done' : 'gone')]),
  ].sort(([a], [b]) => a - b);
  const [made] = at(entry, 'open');
  return [[Math.min(made, later[0]?.[0] ?? made), 'open'], ...later];
}

function count(steps: readonly Step[], periods: readonly Bounds[], bars: readonly BurndownBar[]): void {
  let next = 0;
  let state: State | undefined;
  periods.forEach(({ start, end }, i) => {
    const bar = bars[i]!;
    for (; next < steps.length && steps[next]![0] < end; next++) {
      const [at, becomes] = steps[next]!;
      const isNews = at >= start;
      if (isNews && becomes === 'open') bar.added++;
      if (isNews && (becomes === 'done' || becomes === 'gone')) bar.closed++;
      state = becomes;
    }
    if (state !== undefined && state !== 'gone') bar[state]++;
  });
}

function paceOf(bars: readonly BurndownBar[], days: number, { now }: Clock): Pick<Burndown, 'rates' | 'expected'> {
  const sum = (what: 'added' | 'closed') => bars.reduce((all, bar) => all + bar[what], 0);
  const perDay = (n: number) => (days > 0 ? Math.round((n / Math.max(days, 1)) * 100) / 100 : 0);
  const rates = { added: perDay(sum('added')), closed: perDay(sum('closed')) };
  const { open = 0, started = 0 } = bars.at(-1) ?? {};
  const net = rates.closed - rates.added;
  if (open + started === 0 || net <= 0) return { rates };
  const left = ((open + started) / net) * DAY_MS;
  return left > FARTHEST ? { rates } : { rates, expected: toInstant(now + left) };
}

/** Maximum time until the expected date: ten years. The report shows no later date. */
const FARTHEST = 3_650 * DAY_MS;
