import { type Period, startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { fromWall } from './zone.ts';

/** A date word. The row defines its meaning, its abbreviations, its documentation and its completion. */
export interface DateName {
  name: string;
  /** Length of the shortest accepted abbreviation. It is the word's full length if the word cannot be abbreviated. */
  least: number;
  /** True if the letter case doesn't matter. As in Taskwarrior, that is so for weekdays and months only. */
  anyCase: boolean;
  /** Explanation of a date that was read with this word, such as `weekday`. */
  reading: string;
  /** The text about this word in documentation and completion. */
  doc: string;
  /** True if the word includes a time of day. */
  exact: boolean;
  /** Returns the date as an instant in ms. */
  at: (here: Here) => number;
}

interface Span {
  letters: string;
  noun: string;
  first: string;
  last: string;
  /** `start` returns the wall time at which today's span starts, `move` that of the n-th span after it. */
  start: (today: number) => number;
  move: (start: number, n: number) => number;
  /** Returns the wall time at which a span ends. */
  over: (start: number) => number;
}

const SPANS: readonly Span[] = [
  calendarSpan('day', 'd', '00:00', '23:59:59'),
  calendarSpan('week', 'w', 'Monday 00:00', 'Sunday 23:59:59'),
  {
    letters: 'ww',
    noun: 'work week',
    first: 'Monday 00:00; on a Sunday the week ahead counts as this one',
    last: 'Friday 23:59:59; on a Sunday the week ahead counts as this one',
    start: (today) => startOf('week', stepDate('day', today, 1)),
    move: (start, n) => stepDate('week', start, n),
    over: (start) => stepDate('day', start, 5),
  },
  calendarSpan('month', 'm', '00:00 on the 1st', '23:59:59 on the last day'),
  calendarSpan('quarter', 'q', '00:00 on its first day', '23:59:59 on its last day'),
  calendarSpan('year', 'y', '1 January 00:00', '31 December 23:59:59'),
];

function calendarSpan(period: Period, letters: string, first: string, last: string): Span {
  return {
    letters,
    noun: period,
    first,
    last,
    start: (today) => startOf(period, today),
    move: (start, n) => stepDate(period, start, n),
    over: (start) => stepDate(period, start, 1),
  };
}

const TURNS = [
  { infix: '', n: 0, word: 'this' },
  { infix: 'p', n: -1, word: 'the previous' },
  { infix: 'n', n: 1, word: 'the next' },
];

/**
 * Returns the words for starts and ends of periods. A word is `so` or `eo`, then nothing, `p` (previous) or `n` (next),
 * then `d`, `w`, `ww`, `m`, `q` or `y`.
 */
export function periodNames(): DateName[] {
  return SPANS.flatMap((span) =>
    TURNS.flatMap(({ infix, n, word }) => [
      row(`so${infix}${span.letters}`, `start of ${word} ${span.noun}`, span.first, false, ({ today, zone }) =>
        fromWall(span.move(span.start(today), n), zone),
      ),
      row(
        `eo${infix}${span.letters}`,
        `end of ${word} ${span.noun}`,
        span.last,
        true,
        ({ today, zone }) => fromWall(span.over(span.move(span.start(today), n)), zone) - 1000,
      ),
    ]),
  );
}

function row(name: string, reading: string, detail: string, exact: boolean, at: DateName['at']): DateName {
  return { name, least: name.length, anyCase: false, reading, doc: `${reading} (${detail})`, exact, at };
}
