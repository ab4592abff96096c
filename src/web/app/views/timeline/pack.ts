import { percentOf, type TimeSpan } from './span.ts';

/** Something that lasts, in milliseconds since the epoch. */
export interface Lasting {
  begins: number;
  ends: number;
}

/** Where the words of a bar stand: inside of it, or beside it where it is too short. */
export type LabelSide = 'in' | 'after' | 'before';

/** Words beside a bar stand behind it, unless they have room only before it; where they fit on neither side, on the longer one. */
export function sideOf({ begins, ends }: Lasting, { from, until }: TimeSpan, words: number): LabelSide {
  const [first, last] = [Math.max(begins, from), Math.min(ends, until)];
  if (last - first >= words) return 'in';
  return last + words <= until || until - last >= first - from ? 'after' : 'before';
}

/** What of a row a bar takes with its words. */
function extentOf(bar: Lasting, span: TimeSpan, words: number): Lasting {
  const side = sideOf(bar, span, words);
  return {
    begins: side === 'before' ? Math.max(bar.begins, span.from) - words : bar.begins,
    ends: side === 'after' ? Math.min(bar.ends, span.until) + words : bar.ends,
  };
}

/** How wide the words beside a bar may be at most, as a length of its row: they end in dots where the row ends. */
export function roomOf({ begins, ends }: Lasting, span: TimeSpan, side: LabelSide): string {
  if (side === 'in') return 'none';
  const percent = side === 'after' ? 100 - clipped(ends, span) : clipped(begins, span);
  return `calc(${percent}cqw - 9px)`;
}

/**
 * Puts what overlaps below each other: each bar into the first row in which it and its words (so many milliseconds wide) have room. The
 * same bars give the same rows.
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

/** In percent of the window, cut where that ends. */
export function clipped(at: number, span: TimeSpan): number {
  return Math.max(0, Math.min(100, percentOf(at, span)));
}
