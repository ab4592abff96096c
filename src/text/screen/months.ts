import type { CalendarMonth } from '../../report/calendar.ts';
import type { MonthsOf } from '../doc/doc.ts';
import { painter } from './layout/paint.ts';
import type { Screen, ScreenPiece } from './layout/screen.ts';
import { cells, wrapped } from './layout/width.ts';

/** Width of a month in cells. Each weekday has three cells for its number and mark. */
const MONTH = 21;
const GAP = 3;
const NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Draws as many months side by side as the screen has room for. */
export function monthsLines(calendar: MonthsOf, screen: Screen): string[] {
  const { months } = calendar;
  const paint = painter(screen);
  const abreast = Math.max(1, Math.floor((screen.columns + GAP) / (MONTH + GAP)));
  const bands = Array.from({ length: Math.ceil(months.length / abreast) }, (_, i) =>
    bandLines(months.slice(i * abreast, (i + 1) * abreast), calendar, paint),
  );
  return [...bands.flat(), ...wrapped(LEGEND, screen.columns)];
}

const LEGEND = '< today  * due  ! overdue  # due today';

/** Draws the months that are side by side. */
function bandLines(
  months: readonly CalendarMonth[],
  calendar: MonthsOf,
  paint: (piece: ScreenPiece) => string,
): string[] {
  const blocks = months.map((month) => monthLines(month, calendar));
  const height = Math.max(...blocks.map((block) => block.length));
  const lines = Array.from({ length: height }, (_, n) =>
    blocks
      .map((block) => block[n] ?? [])
      .map((pieces) => pieces.map(paint).join('') + ' '.repeat(Math.max(0, MONTH - widthOf(pieces))))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return [...lines, ''];
}

function widthOf(pieces: readonly ScreenPiece[]): number {
  return pieces.reduce((sum, { text }) => sum + cells(text), 0);
}

function monthLines({ month, days, first }: CalendarMonth, calendar: MonthsOf): ScreenPiece[][] {
  const [year, number] = month.split('-');
  const title = `${NAMES[Number(number) - 1]} ${year}`;
  const weeks = Array.from({ length: Math.ceil((first + days) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = week * 7 + weekday - first + 1;
      if (day < 1 || day > days) return [{ text: '   ' }];
      const date = `${month}-${String(day).padStart(2, '0')}`;
      const { mark, style } = markOf(date, calendar);
      return [
        { text: `${String(day).padStart(2)}${mark}`, style: style ?? (weekday > 4 ? 'faint' : undefined) },
        { text: mark === '' ? ' ' : '' },
      ] satisfies ScreenPiece[];
    }).flat(),
  );
  const blanks = ' '.repeat(Math.floor((MONTH - 1 - title.length) / 2));
  return [
    [{ text: blanks }, { text: title, style: 'strong' }],
    [{ text: 'Mo Tu We Th Fr Sa Su', style: 'faint' }],
    ...weeks,
  ];
}

function markOf(date: string, { today, due }: MonthsOf): { mark: string; style?: ScreenPiece['style'] } {
  const isDue = due.includes(date);
  if (date === today) return { mark: isDue ? '#' : '<', style: isDue ? 'warning' : 'strong' };
  if (!isDue) return { mark: '' };
  return date < today ? { mark: '!', style: 'alarm' } : { mark: '*', style: 'good' };
}
