import type { TableOf } from '../doc/doc.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece, Style } from './layout/screen.ts';
import { wrapped } from './layout/width.ts';

/** The characters of the stacked parts, from bottom to top. There may be no colours. */
const GLYPHS = ['█', '▒', '░'];

/** Height of the chart in lines. */
const HEIGHT = { least: 6, usual: 14, most: 24 };
/** Width of a bar with the gap after it, in cells. */
const SLOT = { least: 3, most: 6 };
/** Number of lines above and below the chart: axis, legend, rates and prompt. */
const AROUND = 9;

type Bars = NonNullable<TableOf['bars']>;

/** A stacked bar: its first day, and its parts from bottom to top. */
interface Bar {
  date: string;
  parts: readonly Part[];
}

interface Part {
  count: number;
  word: string;
  glyph: string;
  style: Style;
}

/** Draws a stacked bar for each period, the newest on the right. Omits the oldest on a narrow screen. */
export function barLines({ rows }: TableOf, { monthly, parts: stacked }: Bars, screen: Screen): string[] {
  const all = rows.map((row): Bar => {
    const parts = stacked.map(({ column, style }, i) => {
      const { count, word } = row[column] as { count: number; word: string };
      return { count, word, glyph: GLYPHS[i]!, style };
    });
    return { date: row[0] as string, parts };
  });
  const most = Math.max(1, ...all.map(totalOf));
  const margin = String(most).length + 2;
  const room = screen.columns - margin;
  const bars = all.slice(-Math.max(1, Math.floor(room / SLOT.least)));
  const slot = Math.min(SLOT.most, Math.max(SLOT.least, Math.floor(room / bars.length)));
  const height = screen.rows ? Math.min(HEIGHT.most, Math.max(HEIGHT.least, screen.rows - AROUND)) : HEIGHT.usual;
  const paint = painter(screen);
  const line = (pieces: readonly ScreenPiece[]) => pieces.map(paint).join('').trimEnd();
  const legend = bars.at(-1)!.parts.map(({ glyph, word, count }) => `${glyph} ${word} ${count}`);
  return [
    ...Array.from({ length: height }, (_, i) => line([axis(height - i), ...rowOf(height - i)])),
    `${'0'.padStart(margin - 1)}└${'─'.repeat(slot * bars.length)}`,
    ...dateLines(bars, { slot, monthly }).map((dates) => ' '.repeat(margin) + dates),
    '',
    ...wrapped(legend.join('   '), screen.columns),
  ];

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
function partAt({ parts }: Bar, value: number, step: number): Part | undefined {
  let top = 0;
  return parts.find(({ count }) => {
    top += count;
    return top > value - step / 2;
  });
}

function totalOf({ parts }: Bar): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

/** Returns two lines below the bars: each bar's day (or month), and where a month (or year) begins. */
function dateLines(bars: readonly Bar[], { slot, monthly }: { slot: number; monthly: boolean }): string[] {
  const inner = bars.map(({ date }) => (monthly ? date.slice(5, 7) : date.slice(8, 10)));
  const outer = bars.map(({ date }) => (monthly ? date.slice(0, 4) : MONTHS[Number(date.slice(5, 7)) - 1]!));
  const width = slot * bars.length;
  const names = outer.reduce((line, name, i) => {
    const at = i * slot;
    const isFirst = i === 0 || outer[i - 1] !== name;
    return isFirst && at >= line.length && at + name.length <= width ? `${line.padEnd(at)}${name} ` : line;
  }, '');
  const days = inner.map((day) => day.padEnd(slot)).join('');
  return [days.trimEnd(), names.trimEnd()];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
