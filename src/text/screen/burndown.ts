import type { Burndown, BurndownBar } from '../../report/burndown.ts';
import type { Clock } from '../../time/index.ts';
import { paceText } from '../report.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece, Style } from './layout/screen.ts';
import { wrapped } from './layout/width.ts';

/** The stacked parts of a bar, from bottom to top. Each has its own character: there may be no colours. */
const PARTS = [
  { part: 'open', glyph: '█', style: 'alarm' },
  { part: 'started', glyph: '▒', style: 'warning' },
  { part: 'done', glyph: '░', style: 'good' },
] as const satisfies readonly { part: keyof BurndownBar; glyph: string; style: Style }[];

/** Height of the chart in lines. */
const HEIGHT = { least: 6, usual: 14, most: 24 };
/** Width of a bar with the gap after it, in cells. */
const SLOT = { least: 3, most: 6 };
/** Number of lines above and below the chart: axis, legend, rates and prompt. */
const AROUND = 9;

/** Draws a stacked bar for each period, the newest on the right. Omits the oldest on a narrow screen. */
export function burndownScreen(
  burndown: Burndown & { notes?: readonly string[] | undefined },
  { screen, clock }: { screen: Screen; clock: Clock },
): string {
  const { notes = [], period, bars: all } = burndown;
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  if (all.length === 0) return ['No tasks.', ...told].join('\n');
  const most = Math.max(1, ...all.map(totalOf));
  const margin = String(most).length + 2;
  const room = screen.columns - margin;
  const bars = all.slice(-Math.max(1, Math.floor(room / SLOT.least)));
  const slot = Math.min(SLOT.most, Math.max(SLOT.least, Math.floor(room / bars.length)));
  const height = screen.rows ? Math.min(HEIGHT.most, Math.max(HEIGHT.least, screen.rows - AROUND)) : HEIGHT.usual;
  const paint = painter(screen);
  const line = (pieces: readonly ScreenPiece[]) => pieces.map(paint).join('').trimEnd();
  const [days, outer] = datesOf(bars, { slot, period });
  return [
    ...Array.from({ length: height }, (_, i) => line([axis(height - i), ...rowOf(height - i)])),
    `${'0'.padStart(margin - 1)}└${'─'.repeat(slot * bars.length)}`,
    ' '.repeat(margin) + days,
    ' '.repeat(margin) + outer,
    '',
    ...wrapped(legend(bars.at(-1)!), screen.columns),
    ...wrapped(paceText(burndown, clock), screen.columns),
    ...told,
  ].join('\n');

  /** Returns the label of the axis at a height: a number at the top and in the middle, blanks at other heights. */
  function axis(level: number): ScreenPiece {
    const value = level === height ? most : level === Math.ceil(height / 2) ? Math.round((most * level) / height) : '';
    return { text: `${String(value).padStart(margin - 1)}${value === '' ? '│' : '┤'}` };
  }

  function rowOf(level: number): ScreenPiece[] {
    return bars.flatMap((bar): ScreenPiece[] => {
      const part = partAt(bar, (level / height) * most, most / height);
      const text = (part?.glyph ?? ' ').repeat(slot - 1);
      return [{ text, style: part?.style }, { text: ' ' }];
    });
  }
}

/** Returns the part of a bar at a height. A part that fills less than half a line isn't drawn. */
function partAt(bar: BurndownBar, value: number, step: number): (typeof PARTS)[number] | undefined {
  let top = 0;
  return PARTS.find(({ part }) => {
    top += bar[part];
    return top > value - step / 2;
  });
}

function totalOf(bar: BurndownBar): number {
  return PARTS.reduce((sum, { part }) => sum + bar[part], 0);
}

function legend(last: BurndownBar): string {
  return PARTS.map(({ part, glyph }) => `${glyph} ${part} ${last[part]}`).join('   ');
}

/** Returns two lines of labels below the bars: each bar's day (or month), and where a month (or year) begins. */
function datesOf(
  bars: readonly BurndownBar[],
  { slot, period }: { slot: number; period: Burndown['period'] },
): [days: string, outer: string] {
  const monthly = period === 'monthly';
  const inner = bars.map(({ date }) => (monthly ? date.slice(5, 7) : date.slice(8, 10)));
  const outer = bars.map(({ date }) => (monthly ? date.slice(0, 4) : MONTHS[Number(date.slice(5, 7)) - 1]!));
  const width = slot * bars.length;
  const names = outer.reduce((line, name, i) => {
    const at = i * slot;
    const isFirst = i === 0 || outer[i - 1] !== name;
    return isFirst && at >= line.length && at + name.length <= width ? `${line.padEnd(at)}${name} ` : line;
  }, '');
  return [
    inner
      .map((day) => day.padEnd(slot))
      .join('')
      .trimEnd(),
    names.trimEnd(),
  ];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
