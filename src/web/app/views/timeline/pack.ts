import { percentOf, type TimeSpan } from './span.ts';

/** A time range, in milliseconds since the epoch. */
export interface Lasting {
  begins: number;
  ends: number;
  /** Expected end of work that goes on. */
  expected?: number;
}

/** Position of a bar's label: inside the bar, or beside a bar that is too short. */
export type LabelSide = 'in' | 'after' | 'before';

/**
 * Returns the position of a bar's label. If the bar is too short, the label goes after the bar. If there isn't enough
 * room, it goes to the side with more room.
 */
export function textSide(bar: Lasting, span: TimeSpan, words: number): LabelSide {
  const { from, until } = span;
  const [first, last] = [Math.max(bar.begins, from), Math.min(bar.ends, until)];
  if (last - first >= words) return 'in';
  const after = afterOf(bar, span, words);
  return after + words <= until || until - after >= first - from ? 'after' : 'before';
}

/** Returns where a label after the bar begins: in the outline of the expected rest, or after it if it is too short. */
export function afterOf({ ends, expected = ends }: Lasting, { until }: TimeSpan, words: number): number {
  const [end, rest] = [Math.min(ends, until), Math.min(Math.max(ends, expected), until)];
  return rest - end >= words ? end : rest;
}

/** Returns the range that a bar covers with its label. */
function extentOf(bar: Lasting, span: TimeSpan, words: number): Lasting {
  const side = textSide(bar, span, words);
  return {
    begins: side === 'before' ? Math.max(bar.begins, span.from) - words : bar.begins,
    ends: Math.max(bar.ends, bar.expected ?? 0, side === 'after' ? afterOf(bar, span, words) + words : 0),
  };
}

/** Returns the maximum width of a label beside a bar, as a CSS length. A longer label ends with dots. */
export function labelRoom(bar: Lasting, span: TimeSpan, side: LabelSide, words: number): string {
  if (side === 'in') return 'none';
  const percent = side === 'after' ? 100 - clipped(afterOf(bar, span, words), span) : clipped(bar.begins, span);
  return `calc(${percent}cqw - 9px)`;
}

/**
 * Puts bars into rows without overlaps. Each bar goes into the first row with enough room for the bar and its label.
 * The same bars always give the same rows.
 * @param words the width of a label, as a duration in milliseconds
 */
export function packed<Bar extends Lasting>(bars: readonly Bar[], span: TimeSpan, words: number): Bar[][] {
  const rows: { bars: Bar[]; taken: Lasting[] }[] = [];
  for (const bar of [...bars].sort((a, b) => a.begins - b.begins)) {
    const extent = extentOf(bar, span, words);
    const row = rows.find(({ taken }) =>
      taken.every((other) => other.ends <= extent.begins || other.begins >= extent.ends),
    );
    if (row) {
      row.bars.push(bar);
      row.taken.push(extent);
    } else rows.push({ bars: [bar], taken: [extent] });
  }
  return rows.map((row) => row.bars);
}

/** Returns the position of a time in per cent of the visible time, between 0 and 100. */
export function clipped(at: number, span: TimeSpan): number {
  return Math.max(0, Math.min(100, percentOf(at, span)));
}

/** Groups bars that overlap. @returns for each group, its bars, the first one first, and the range that they cover */
export function overlapping<Bar extends Lasting>(bars: readonly Bar[]): (Lasting & { bars: Bar[] })[] {
  const groups: (Lasting & { bars: Bar[] })[] = [];
  for (const bar of [...bars].sort((a, b) => a.begins - b.begins)) {
    const last = groups.at(-1);
    if (last && bar.begins < last.ends) {
      last.bars.push(bar);
      last.ends = Math.max(last.ends, bar.ends);
    } else groups.push({ begins: bar.begins, ends: bar.ends, bars: [bar] });
  }
  return groups;
}
