import { stateLabel } from '../../../../domain/state-words.ts';
import type { HeldBar, Lane, NextBar, RunBar, Timeline } from '../../../../report/timeline-output.ts';
import { DAY, timeOf } from '../../parts/units/time.ts';
import { type Lasting, overlapping } from './pack.ts';
import { agoLength, clockText } from './words.ts';

export type { Mark } from '../../../../report/timeline-dates.ts';
export type { Lane } from '../../../../report/timeline-output.ts';

/** The output of `report_timeline`. */
export type TimelineAnswer = Timeline & { notes?: readonly string[] };

/** A bar of a lane. Times are in milliseconds since the epoch. */
export interface DrawnTimeline {
  /** The name of the bar in the URL. */
  key: string;
  id: number;
  title: string;
  /** Id of the run that the bar's link opens. Without it, the link opens the task. */
  run?: string;
  begins: number;
  ends: number;
  /** Time at which the agent's work ended. */
  worked: number;
  /** Time at which the run is expected to end. */
  expected?: number;
  kind: 'live' | 'waits' | 'over' | 'next';
  state: string;
  /** Full description, for screen readers and the tooltip. */
  words: string;
}

/** Returns the bars of a lane's past and active work. Bars of active work end now. */
export function barsOf({ runs, held }: Lane, now: number): DrawnTimeline[] {
  return [...runs.map((run) => runBar(run, now)), ...held.map((task) => heldBar(task, now))];
}

/**
 * Returns the forecast of a lane, which fits into one row: tasks at the same time are one bar. A task that should have
 * started by now begins now at the earliest, and all after it are as late.
 */
export function forecastOf({ next }: Lane, now: number): DrawnTimeline[] {
  const late = Math.max(0, ...next.map(({ begins }) => now - Date.parse(begins)));
  return overlapping(next.map((bar) => nextBar(bar, late))).map(({ begins, ends, bars }) => {
    const [first] = bars as [DrawnTimeline];
    const title = bars.length === 1 ? first.title : `${first.title} and ${bars.length - 1} more`;
    return { ...first, title, begins, ends, worked: ends, words: bars.map(({ words }) => words).join('\n') };
  });
}

/** Returns the ranges of everything in the answer: bars with their expected ends, and dates. */
export function rangesOf({ lanes, marks, days }: TimelineAnswer, now: number): Lasting[] {
  return [
    ...lanes
      .flatMap((lane) => [...barsOf(lane, now), ...forecastOf(lane, now)])
      .map(({ begins, ends, expected = ends }) => ({
        begins,
        ends: Math.max(ends, expected),
      })),
    ...days.map(({ date }) => ({ begins: timeOf(date), ends: timeOf(date) + DAY })),
    ...marks.map(({ at }) => ({ begins: timeOf(at), ends: timeOf(at) + 1 })),
  ];
}

/**
 * Returns the bar of a task that a session or a person works on. It looks like the bar of an active run, but its link
 * opens the task.
 */
function heldBar({ id, description, begins: since }: HeldBar, now: number): DrawnTimeline {
  const begins = Date.parse(since);
  const ends = Math.max(now, begins);
  const words = `Active: #${id} ${description}, from ${clockText(begins)}, for ${agoLength(ends - begins)}`;
  const bar = { key: String(id), id, title: description, begins, ends, worked: ends, words };
  return { ...bar, kind: 'live', state: 'running' };
}

function runBar(bar: RunBar, now: number): DrawnTimeline {
  const { run, id, description, state, shown, attempt } = bar;
  const begins = Date.parse(bar.begins);
  const worked = bar.worked === undefined ? Math.max(now, begins) : Date.parse(bar.worked);
  const ends = bar.ends === undefined ? Math.max(now, worked) : Date.parse(bar.ends);
  const kind = bar.worked === undefined ? 'live' : bar.ends === undefined ? 'waits' : 'over';
  const words = [
    `Run ${run} of #${id} ${description}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    stateLabel(shown),
    `from ${clockText(begins)}`,
    kind === 'live' ? `active for ${agoLength(now - begins)}` : `worked for ${agoLength(worked - begins)}`,
    ...(kind === 'waits' ? [`waiting since ${clockText(worked)}`] : []),
    ...(kind === 'over' ? [`ended at ${clockText(ends)}`] : []),
    ...(bar.expected === undefined ? [] : [`expected to end at ${clockText(Date.parse(bar.expected))}`]),
  ].join(', ');
  const expected = bar.expected === undefined ? {} : { expected: Date.parse(bar.expected) };
  return { key: run, id, title: description, run, begins, ends, worked, kind, state, words, ...expected };
}

/** @param late how much later than forecast the task starts, in milliseconds */
function nextBar({ id, description, by, ...bar }: NextBar, late: number): DrawnTimeline {
  const [begins, ends] = [Date.parse(bar.begins) + late, Date.parse(bar.ends) + late];
  const from = by === 'estimate' ? 'by its estimate' : 'by past runs';
  const words = `Next: #${id} ${description}, about ${clockText(begins)} to ${clockText(ends)}, ${agoLength(ends - begins)} ${from}`;
  return { key: String(id), id, title: description, begins, ends, worked: ends, kind: 'next', state: 'next', words };
}
