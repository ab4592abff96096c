import { fromInstant } from '../../domain/instant.ts';
import { isLive, needsPerson } from '../../domain/runs/run-states.ts';
import type { Lane, NextBar, RunBar, Timeline } from '../../report/timeline.ts';
import { formatLocal } from '../../time/index.ts';
import { leftOutNotes } from '../runs/timeline.ts';
import { oneLine } from '../safe.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece, Style } from './layout/screen.ts';
import { cells, cut, padded, wrapped } from './layout/width.ts';

/** Width of the names on the left, and minimum width of the chart, in cells. */
const NAME = { least: 12, most: 34 };
const CHART = 16;

/** The parts of a bar. Each has its own character, because a terminal may have no colours. */
const PARTS = {
  done: { glyph: '█', style: 'good' },
  live: { glyph: '▓', style: 'warning' },
  waits: { glyph: '░', style: 'alarm' },
  next: { glyph: '·', style: 'faint' },
} as const satisfies Record<string, { glyph: string; style: Style }>;

const LEGEND = '█ worked  ▓ active  ░ needs attention  · next  ◆ due  ◇ scheduled  │ now';

/** Draws one line for each run and planned task below its agent. Due and scheduled dates follow. */
export function timelineScreen(timeline: Timeline & { notes?: readonly string[] | undefined }, screen: Screen): string {
  const { lanes, marks, totals, notes = [] } = timeline;
  const paint = painter(screen);
  const name = Math.max(NAME.least, Math.min(NAME.most, Math.floor(screen.columns / 3)));
  const width = Math.max(CHART, screen.columns - name - 2);
  const scale = scaleOf(timeline, width);
  const row = (title: string, chart: ScreenPiece[]) =>
    [padded(cut(oneLine(title, NAME.most), name), name), '  ', chart.map(paint).join('')].join('').trimEnd();
  const told = [...leftOutNotes(totals, lanes.length + marks.length === 0), ...notes];
  return [
    row('', [{ text: hoursOf(timeline, scale), style: 'faint' }]),
    ...lanes.flatMap((lane) => laneRows(lane, scale, row, paint)),
    ...(marks.length > 0 ? [paint({ text: 'Due and scheduled', style: 'strong' })] : []),
    ...marks.map(({ id, description, what, at }) => {
      const glyph = what === 'due' ? '◆' : '◇';
      const style = what === 'due' && at < timeline.now ? 'alarm' : 'warning';
      return row(`  ${id} ${description}`, scale.line([{ from: at, to: at, glyph, style }]));
    }),
    '',
    ...wrapped(LEGEND, screen.columns),
    ...told.flatMap((one) => wrapped(one, screen.columns)),
  ].join('\n');
}

type Row = (title: string, chart: ScreenPiece[]) => string;

function laneRows(
  { agent, runs, held, next, left }: Lane,
  scale: Scale,
  row: Row,
  paint: (piece: ScreenPiece) => string,
) {
  return [
    paint({ text: oneLine(agent, 60), style: 'strong' }),
    ...runs.map((run) => row(`  ${run.run} ${run.id} ${run.description}`, scale.line(partsOf(run, scale.now)))),
    ...held.map(({ id, description, begins }) =>
      row(`  ${id} ${description}`, scale.line([{ from: begins, to: scale.now, ...PARTS.live }])),
    ),
    ...next.map((task) => row(`  ${task.id} ${task.description}`, scale.line([nextPart(task)]))),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}

interface Part {
  from: string;
  to: string;
  glyph: string;
  style: Style;
}

function partsOf({ state, begins, worked, ends }: RunBar, now: string): Part[] {
  const first = { from: begins, to: worked ?? now, ...(isLive(state) ? PARTS.live : PARTS.done) };
  const waits = worked !== undefined && (ends === undefined || needsPerson(state));
  return waits ? [first, { from: worked, to: ends ?? now, ...PARTS.waits }] : [first];
}

const nextPart = ({ begins, ends }: NextBar): Part => ({ from: begins, to: ends, ...PARTS.next });

interface Scale {
  now: string;
  /** Draws a line of cells with these parts and a mark for the current time. */
  line(parts: readonly Part[]): ScreenPiece[];
  /** Returns the cell of an instant. The cell may be outside of the chart. */
  cell(at: number): number;
  width: number;
}

function scaleOf({ from, until, now }: Timeline, width: number): Scale {
  const [begin, end] = [fromInstant(from), fromInstant(until)];
  const cell = (at: number) => Math.floor(((at - begin) / (end - begin)) * width);
  const nowCell = cell(fromInstant(now));
  const line = (parts: readonly Part[]): ScreenPiece[] =>
    Array.from({ length: width }, (_, i): ScreenPiece => {
      const part = parts.findLast((one) => cell(fromInstant(one.from)) <= i && i <= lastCell(one, cell));
      if (part) return { text: part.glyph, style: part.style };
      return i === nowCell ? { text: '│', style: 'faint' } : { text: ' ' };
    });
  return { now, line, cell, width };
}

/** Returns the last cell of a bar, which has at least one cell. */
function lastCell({ from, to }: Part, cell: Scale['cell']): number {
  return Math.max(cell(fromInstant(from)), cell(fromInstant(to)) - 1);
}

/** Number of cells between two labels of the axis. */
const APART = 12;

/** Draws the labels of the axis: times in the time zone, with the date where a new day begins. */
function hoursOf({ from, until, zone }: Timeline, { width }: Scale): string {
  const [begin, end] = [fromInstant(from), fromInstant(until)];
  const long = end - begin > 3 * 86_400_000;
  let line = '';
  let day = '';
  for (let i = 0; i + APART / 2 <= width; i += APART) {
    const local = formatLocal(begin + ((end - begin) * i) / width, zone);
    const [date, time] = [local.slice(5, 10), local.slice(11, 16)];
    const text = long ? date : date === day ? time : `${date} ${time}`;
    if (line.length > i || i + cells(text) > width) continue;
    day = date;
    line = `${line.padEnd(i)}${text} `;
  }
  return line.trimEnd();
}
