import { counted } from '../base/amounts.ts';
import { startOfDate } from '../domain/date-in-zone.ts';
import { fromInstant, toInstant } from '../domain/instant.ts';
import { isLive, needsPerson } from '../domain/runs/run-states.ts';
import { stateLabel } from '../domain/state-words.ts';
import { titleOf } from '../domain/task/task.ts';
import type { HeldBar, Lane, NextBar, RunBar, Timeline } from '../report/timeline-output.ts';
import { formatLocal } from '../time/index.ts';
import type { Cell, Column, OutputDoc, Section, Span } from './doc/doc.ts';

interface Noted {
  notes?: readonly string[] | undefined;
}

const COLUMNS: readonly Column[] = [
  { head: 'Run', kind: 'what' },
  { head: 'Task', kind: 'id' },
  { head: 'Description', kind: 'title' },
  { head: 'Begins', kind: 'when' },
  { head: 'State', kind: 'extra' },
  { head: 'Length', kind: 'length' },
];

/**
 * Returns a timeline as a document with a section for each agent or session: its runs, started tasks and planned tasks.
 * Due and scheduled dates follow.
 */
export function timelineDoc({ lanes, marks, totals, from, until, now, zone, notes = [] }: Timeline & Noted): OutputDoc {
  const at = (instant: string) => formatLocal(fromInstant(instant), zone).slice(0, 16).replace('T', ' ');
  return {
    title: `${at(from)} to ${at(until)}, ${zone}`,
    axis: { from, until, now, zone },
    sections: [
      ...lanes.map((lane) => laneSection(lane, now, at)),
      {
        ...{ title: 'Due and scheduled', count: false, most: marks.length, columns: COLUMNS },
        rows: marks.map(({ id, what, at: date, ...task }) => [
          ...[undefined, String(id), titleOf(task), date.includes('T') ? at(date) : date, what],
        ]),
        spans: marks.map(({ what, at: date }): Span[] => {
          const begin = toInstant(startOfDate(date, zone));
          return [{ from: begin, to: begin, is: what, ...(what === 'due' && begin < now ? { style: 'alarm' } : {}) }];
        }),
      },
    ],
    notes: [...leftOutNotes(totals, lanes.length + marks.length === 0), ...notes],
  };
}

function laneSection({ agent, runs, held, next, left }: Lane, now: string, at: (instant: string) => string): Section {
  const all = [
    ...runs.map((bar) => runPart(bar, now)),
    ...held.map((bar) => heldPart(bar, now)),
    ...next.map((bar) => nextPart(bar)),
  ];
  return {
    ...{ title: agent, columns: COLUMNS, most: all.length },
    count: left > 0 ? all.length + left : false,
    rows: all.map(({ run, bar: { id, begins, ...task }, state, length }) => [
      ...[run, String(id), titleOf(task), at(begins), state, length],
    ]),
    spans: all.map(({ spans }) => spans),
  };
}

interface Part {
  run?: string;
  bar: HeldBar;
  state: string;
  length: Cell;
  spans: Span[];
}

function runPart(bar: RunBar, now: string): Part {
  const { run, state, shown, begins, worked, ends } = bar;
  const first: Span = { from: begins, to: worked ?? now, is: isLive(state) ? 'live' : 'done' };
  const waits = worked !== undefined && (ends === undefined || needsPerson(state));
  const spans: Span[] = waits ? [first, { from: worked, to: ends ?? now, is: 'waits' }] : [first];
  return { run, bar, state: stateLabel(shown), length: lengthOf(begins, worked ?? now), spans };
}

function heldPart(bar: HeldBar, now: string): Part {
  const spans: Span[] = [{ from: bar.begins, to: now, is: 'live' }];
  return { bar, state: 'active', length: lengthOf(bar.begins, now), spans };
}

function nextPart(bar: NextBar): Part {
  const { begins, ends, by } = bar;
  const length = lengthOf(begins, ends, by === 'estimate' ? 'by its estimate' : 'by past runs');
  return { bar, state: 'next', length, spans: [{ from: begins, to: ends, is: 'next' }] };
}

function lengthOf(from: string, to: string, word?: string): Cell {
  return { is: 'duration', ms: Math.max(0, fromInstant(to) - fromInstant(from)), word };
}

/** Returns notes with the numbers of tasks, runs and dates that the timeline omits. */
function leftOutNotes({ marksLeft, overdue, earlier, rest }: Timeline['totals'], nothing: boolean): string[] {
  return [
    ...(nothing ? ['This period has no runs, active tasks or dates.'] : []),
    ...(marksLeft > 0 ? [`${counted(marksLeft, 'date')} more.`] : []),
    ...(overdue > 0 ? [`${counted(overdue, 'task')} overdue since before this period.`] : []),
    ...(earlier > 0 ? [`${counted(earlier, 'run')} before this period.`] : []),
    ...(rest > 0 ? [`${counted(rest, 'open task')} without a run or plan in this period.`] : []),
  ];
}
