import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import { formatLocal } from '../../time/index.ts';
import type { OutputDoc, Span } from '../doc/doc.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece, Style } from './layout/screen.ts';
import { cells, cut, padded } from './layout/width.ts';

/** Width of the names on the left, and minimum width of the chart, in cells. */
const NAME = { least: 12, most: 34 };
const CHART = 16;

/** The kinds of spans. Each has its own character, because a terminal may have no colours. */
const LOOKS: Readonly<Record<Span['is'], { glyph: string; style: Style }>> = {
  done: { glyph: '█', style: 'good' },
  live: { glyph: '▓', style: 'warning' },
  waits: { glyph: '░', style: 'alarm' },
  next: { glyph: '·', style: 'faint' },
  due: { glyph: '◆', style: 'warning' },
  scheduled: { glyph: '◇', style: 'warning' },
};

export const SPANS_LEGEND = '█ worked  ▓ active  ░ needs attention  · next  ◆ due  ◇ scheduled  │ now';

type Axis = NonNullable<OutputDoc['axis']>;

/** Draws the times of the axis, above rows of spans. */
export function axisLine(axis: Axis, screen: Screen): string {
  const scale = scaleOf(axis, screen);
  return rowOf('', [{ text: timesOf(axis, scale.width), style: 'faint' }], scale.name, screen);
}

/** Draws a row of spans behind its name, with a mark for the current time. */
export function spansLine(name: string, spans: readonly Span[], axis: Axis, screen: Screen): string {
  const scale = scaleOf(axis, screen);
  const nowCell = scale.cell(axis.now);
  const chart = Array.from({ length: scale.width }, (_, i): ScreenPiece => {
    const span = spans.findLast(({ from, to }) => scale.cell(from) <= i && i <= lastCell(from, to, scale.cell));
    if (span) return { text: LOOKS[span.is].glyph, style: span.style ?? LOOKS[span.is].style };
    return i === nowCell ? { text: '│', style: 'faint' } : { text: ' ' };
  });
  return rowOf(`  ${name}`, chart, scale.name, screen);
}

function rowOf(title: string, chart: readonly ScreenPiece[], name: number, screen: Screen): string {
  return `${padded(cut(title, name), name)}  ${chart.map(painter(screen)).join('')}`.trimEnd();
}

function scaleOf({ from, until }: Axis, { columns }: Screen) {
  const name = Math.max(NAME.least, Math.min(NAME.most, Math.floor(columns / 3)));
  const width = Math.max(CHART, columns - name - 2);
  const [begin, end] = [fromInstant(from), fromInstant(until)];
  /** Returns the cell of an instant. The cell may be outside of the chart. */
  const cell = (at: string) => Math.floor(((fromInstant(at) - begin) / (end - begin)) * width);
  return { name, width, cell };
}

/** Returns the last cell of a span, which has at least one cell. */
function lastCell(from: string, to: string, cell: (at: string) => number): number {
  return Math.max(cell(from), cell(to) - 1);
}

/** Number of cells between two labels of the axis. */
const APART = 12;

/** Formats the labels of the axis: times in the time zone, with the date where a new day begins. */
function timesOf({ from, until, zone }: Axis, width: number): string {
  const [begin, end] = [fromInstant(from), fromInstant(until)];
  const long = end - begin > 3 * DAY_MS;
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
