import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { countInput, dateInput } from '../../domain/calls/inputs.ts';
import { startOfDate } from '../../domain/date-in-zone.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { isLive, needsPerson } from '../../domain/runs/run-states.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { titleOf } from '../../domain/task/task.ts';
import {
  type HeldBar,
  type Lane,
  type NextBar,
  type RunBar,
  type Timeline,
  timeline,
  timelineOf,
} from '../../report/timeline.ts';
import { runsIn } from '../../runs/find-run.ts';
import { situationIn } from '../../runs/view/situation.ts';
import type { Cell, Column, OutputDoc, Section, Span } from '../../text/doc/doc.ts';
import { formatLocal } from '../../time/index.ts';
import { tasksOfRuns, uuidsOfRuns } from '../../work/archive/tasks-of.ts';
import { readDate } from '../../work/task/dates.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { selectNoted } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const HOUR = 3_600_000;
/** The default time range before and after now, in milliseconds. */
const USUAL = { before: 12 * HOUR, after: 12 * HOUR } as const;
/** Maximum length of the shown range, in days. */
const LONGEST_DAYS = 400;
/** Default number of bars in a lane, and the maximum. The same limits apply to dates. */
const SHOWN = { usual: 100, most: 500 } as const;

export const reportTimeline = defineCommand({
  name: 'report_timeline',
  title: 'Show the timeline',
  summary:
    'Show runs by agent over time (finished, active, in review), active sessions, a forecast while the orchestrator runs, due and scheduled tasks.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      from: dateInput('Any date; default: 12 hours ago').optional(),
      until: dateInput('Any date; default: in 12 hours').optional(),
      filter: z.string().describe('Only these tasks').default(''),
      limit: countInput()
        .refine((bars) => bars > 0 && bars <= SHOWN.most, `expected 1 to ${SHOWN.most}`)
        .describe(`Maximum bars per agent (default ${SHOWN.usual})`)
        .optional(),
    }),
  output: () => timeline().extend({ notes: outputs.notes() }),
  async run(context, { filter, limit = SHOWN.usual, ...asked }) {
    const { from, until } = await timesOf(asked, context);
    const { wanted, tasks, notes } = await selected(context, filter);
    const { isOrchestratorRunning, planAhead } = await import('../on-call.ts');
    const plan = until > context.clock.now ? await planAhead(context, ({ uuid }) => wanted(uuid)) : [];
    // Next tasks start only while the orchestrator runs.
    const starts = isOrchestratorRunning(context.store.state);
    const planned = starts ? plan : plan.filter(({ run }) => run !== undefined);
    const runs = runsIn(context.store.state).filter(({ task }) => wanted(task));
    const drawn = timelineOf({
      inHand: situationIn(context)
        .working.filter(({ task, run }) => run === undefined && wanted(task.uuid))
        .map(({ task, by = 'no claim' }) => ({ task, by })),
      ...{ from, until, tasks, planned, clock: context.clock, most: limit },
      runs,
      taskOf: await tasksOfRuns(context, runs),
    });
    return { ...drawn, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: { doc: timelineDoc },
  cli: {
    positional: ['from', 'until'],
    aliases: ['timeline'],
    examples: ['timeline', 'timeline yesterday tomorrow', 'timeline today eow --filter project:web'],
  },
});

async function timesOf({ from, until }: { from?: string | undefined; until?: string | undefined }, { clock }: Context) {
  const at = async (text: string | undefined, field: string, usual: number) =>
    text?.trim() ? fromInstant(await readDate(text, field, clock)) : usual;
  const begin = await at(from, 'from', clock.now - USUAL.before);
  const end = await at(until, 'until', Math.max(begin, clock.now) + USUAL.after);
  if (end <= begin)
    return refuse('usage', 'until: expected a time after from', {
      hint: 'For example: `backlog timeline yesterday tomorrow`',
    });
  if (end - begin > LONGEST_DAYS * 24 * HOUR)
    return refuse('usage', `until: expected at most ${LONGEST_DAYS} days after from`, {
      hint: 'Choose a shorter period.',
    });
  return { from: begin, until: end };
}

/** Returns the tasks that the filter selects. Dates are shown only for open tasks; runs for closed ones, too. */
async function selected(context: Context, filter: string) {
  const { tasks, notes } = selectNoted(context, await compileContextFilter(context, filter));
  if (filter.trim() === '') return { tasks, notes, wanted: () => true };
  const uuids = await uuidsOfRuns(context, filter, runsIn(context.store.state));
  return {
    tasks: tasks.filter(({ status }) => status === 'pending'),
    notes,
    wanted: (uuid: string) => uuids.has(uuid),
  };
}

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
function timelineDoc({ lanes, marks, totals, from, until, now, zone, notes = [] }: Timeline & Noted): OutputDoc {
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
