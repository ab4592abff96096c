import * as z from 'zod';
import { ascending } from '../base/ascending.ts';
import { present } from '../base/present.ts';
import type { Shape } from '../base/shape.ts';
import { endOfDate } from '../domain/date-in-zone.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import { isLive, occupies, RUN_STATE_NAMES } from '../domain/runs/run-states.ts';
import { SHOWN_STATE_NAMES, shownState } from '../domain/state-words.ts';
import { namedTask, namedTaskOf, rawTitle, taskOfRunNamed } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';
import type { Clock } from '../time/index.ts';
import { datesIn, timelineDates } from './timeline-dates.ts';

const runBar = () =>
  z.strictObject({
    run: z.string(),
    /** Number of the task. */
    id: z.int(),
    ...rawTitle(),
    attempt: z.int(),
    state: z.enum(RUN_STATE_NAMES),
    /** The state as all views show it. */
    shown: z.enum(SHOWN_STATE_NAMES),
    begins: z.string(),
    /** The time at which the agent finished; absent while it is active. */
    worked: z.string().exactOptional(),
    /** The time at which the run ended; absent before its end. */
    ends: z.string().exactOptional(),
    /** Expected end of an active run, if its progress, an estimate or past runs tell. */
    expected: z.string().exactOptional(),
  });
export type RunBar = Shape<typeof runBar>;

/** A task that a session or a person started without a run. The bar ends now. */
const heldBar = () => namedTask().extend({ begins: z.string() });
export type HeldBar = Shape<typeof heldBar>;

/** A planned task with its expected times. */
const nextBar = () =>
  namedTask().extend({
    begins: z.string(),
    ends: z.string(),
    /** Source of the length: the task's estimate, or past runs of the agent. */
    by: z.enum(['estimate', 'past']),
  });
export type NextBar = Shape<typeof nextBar>;

/** Past, active and planned work of one agent, session or person. */
const lane = () =>
  z.strictObject({
    agent: z.string(),
    /** The runs of the lane, sorted by their beginning. */
    runs: z.array(runBar()),
    held: z.array(heldBar()),
    next: z.array(nextBar()),
    /** Number of bars that the limit omitted. */
    left: z.int(),
  });
export type Lane = Shape<typeof lane>;

export const timeline = () =>
  z.strictObject({
    from: z.string(),
    until: z.string(),
    now: z.string(),
    /** IANA name of the time zone in which dates are shown. */
    zone: z.string(),
    lanes: z.array(lane()),
    ...timelineDates().shape,
    totals: z.strictObject({
      /** Number of dates in this period that the limit omitted. */
      marksLeft: z.int(),
      /** Number of open tasks that were due before the period and before now. */
      overdue: z.int(),
      /** Number of runs that ended before the period. */
      earlier: z.int(),
      /** Number of open tasks without a bar. */
      rest: z.int(),
    }),
  });
export type Timeline = Shape<typeof timeline>;

export interface PlannedTask {
  task: Task;
  agent: string;
  /** Expected time until the beginning, in milliseconds. */
  beginsMs: number;
  endsMs: number;
  by: 'progress' | 'estimate' | 'past';
  /** Id of the run that works on the task. */
  run?: string;
}

interface Asked {
  /** Start of the shown period, in epoch milliseconds. */
  from: number;
  until: number;
  clock: Clock;
  runs: readonly Run[];
  taskOf(uuid: string): Task | undefined;
  planned: readonly PlannedTask[];
  /** Started tasks without an active run, with the person or session that works on them. */
  inHand: readonly { task: Task; by: string }[];
  /** Open tasks, whose dates are shown. */
  tasks: readonly Task[];
  /** Maximum number of bars per lane, and of dates. */
  most: number;
}

/** Builds the timeline between two instants: runs by agent, planned tasks after them, and due and scheduled dates. */
export function timelineOf({ from, until, clock, runs, taskOf, planned, inHand, tasks, most }: Asked): Timeline {
  const expected = new Map(planned.flatMap(({ run, endsMs }) => (run ? [[run, toInstant(clock.now + endsMs)]] : [])));
  const bars = runs.map((run) => ({ agent: run.agent, bar: barOf(run, taskOf(run.task), expected.get(run.id)) }));
  const sight = { from, until, now: clock.now };
  const seen = bars.filter(({ bar }) => overlaps(bar, sight));
  const next = planned
    .filter(({ run }) => run === undefined)
    .map((plan) => ({ agent: plan.agent, bar: nextOf(plan, clock.now) }));
  const coming = next.filter(({ bar }) => fromInstant(bar.begins) < until && fromInstant(bar.ends) > from);
  const held = inHand.flatMap(({ task, by }) => heldIn(task, by, sight));
  const lanes = lanesOf({ runs: seen, held, next: coming }, most);
  const told = new Set(lanes.flatMap(({ runs, held, next }) => [...runs, ...held, ...next].map(({ id }) => id)));
  const { marksLeft, ...dates } = datesIn(tasks, { ...sight, zone: clock.zone }, most);
  return {
    from: toInstant(from),
    until: toInstant(until),
    now: toInstant(clock.now),
    zone: clock.zone,
    lanes,
    ...dates,
    totals: {
      marksLeft,
      overdue: tasks.filter(({ due }) => due !== undefined && endOfDate(due, clock.zone) < Math.min(from, clock.now))
        .length,
      earlier: bars.filter(({ bar }) => endOf(bar, clock.now) <= from).length,
      rest: tasks.filter(({ id }) => !told.has(id)).length,
    },
  };
}

function heldIn(task: Task, agent: string, { from, until, now }: Sight): Of<HeldBar>[] {
  const { start } = task;
  const isSeen = start !== undefined && fromInstant(start) < until && now > from;
  return isSeen ? [{ agent, bar: { ...namedTaskOf(task), begins: start } }] : [];
}

interface Sight {
  from: number;
  until: number;
  now: number;
}

function barOf(run: Run, task: Task | undefined, expected: Instant | undefined): RunBar {
  const live = isLive(run.state);
  const begins = run.rounds?.[0]?.at ?? run.at;
  const worked = live ? undefined : (run.rounds?.at(-1)?.ended ?? run.since);
  return {
    run: run.id,
    ...taskOfRunNamed(task),
    attempt: run.attempt,
    state: run.state,
    shown: shownState(run),
    begins,
    ...present({ worked }),
    ...(occupies(run.state) ? {} : { ends: run.since }),
    ...(live && expected !== undefined ? { expected } : {}),
  };
}

/** Returns the end of a bar. A run without an end lasts until now. */
function endOf({ ends }: RunBar, now: number): number {
  return ends === undefined ? now : fromInstant(ends);
}

function overlaps(bar: RunBar, { from, until, now }: Sight): boolean {
  return fromInstant(bar.begins) < until && Math.max(endOf(bar, now), fromInstant(bar.expected ?? bar.begins)) > from;
}

function nextOf({ task, beginsMs, endsMs, by }: PlannedTask, now: number): NextBar {
  return {
    ...namedTaskOf(task),
    begins: toInstant(now + beginsMs),
    ends: toInstant(now + endsMs),
    by: by === 'estimate' ? by : 'past',
  };
}

interface Of<Bar> {
  agent: string;
  bar: Bar;
}

/** Keeps the bars that are nearest to now: the last runs and the first planned tasks. */
function lanesOf(
  { runs, held, next }: { runs: readonly Of<RunBar>[]; held: readonly Of<HeldBar>[]; next: readonly Of<NextBar>[] },
  most: number,
): Lane[] {
  const agents = [...new Set([...runs, ...held, ...next].map(({ agent }) => agent))].sort();
  return agents.map((agent) => {
    const own = byBegin(runs.filter((one) => one.agent === agent).map(({ bar }) => bar));
    const inHand = byBegin(held.filter((one) => one.agent === agent).map(({ bar }) => bar));
    const plans = byBegin(next.filter((one) => one.agent === agent).map(({ bar }) => bar));
    return {
      agent,
      runs: own.slice(-most),
      held: inHand.slice(-most),
      next: plans.slice(0, most),
      left: [own, inHand, plans].reduce((sum, { length }) => sum + Math.max(0, length - most), 0),
    };
  });
}

function byBegin<Bar extends { begins: Instant; id: number }>(bars: readonly Bar[]): Bar[] {
  return [...bars].sort((a, b) => ascending(a.begins, b.begins) || a.id - b.id);
}
