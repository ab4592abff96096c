import { ascending } from '../base/ascending.ts';
import { present } from '../base/present.ts';
import { endOfDate } from '../domain/date-in-zone.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import { isLive, occupies } from '../domain/runs/run-states.ts';
import { shownState } from '../domain/state-words.ts';
import { namedTaskOf, taskOfRunNamed } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';
import type { Clock } from '../time/index.ts';
import { datesIn } from './timeline-dates.ts';
import type { HeldBar, Lane, NextBar, RunBar, Timeline } from './timeline-output.ts';

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

function byBegin<Bar extends { begins: string; id: number }>(bars: readonly Bar[]): Bar[] {
  return [...bars].sort((a, b) => ascending(a.begins, b.begins) || a.id - b.id);
}
