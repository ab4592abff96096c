import { groupedBy } from '../../base/iterables.ts';
import { inDayOrder, looseDate, orderIn } from '../reading/loose-dates.ts';

/** Matches `24.12.2026` and `12/24/26`, and `2026-12-24`. */
const YEAR_LAST = /^\s*(?<first>\d{1,2})(?<mark>[./-])(?<second>\d{1,2})\k<mark>(?<year>\d{4}|\d\d)(?!\d)/;
const YEAR_FIRST = /^\s*(?<year>\d{4})(?<mark>[-/])(?<first>\d{1,2})\k<mark>(?<second>\d{1,2})(?!\d)/;

type Parts = Readonly<Record<'first' | 'second' | 'mark' | 'year', string>> & { order: 'last' | 'first' };

function partsOf(cell: string): Parts[] {
  const last = YEAR_LAST.exec(cell)?.groups;
  const found = last ?? YEAR_FIRST.exec(cell)?.groups;
  return found ? [{ ...(found as unknown as Parts), order: last ? 'last' : 'first' }] : [];
}

/**
 * Returns a function that writes a date as most cells of its column have it: order, separator and zeros. A date that
 * would read differently is written with the year first.
 */
export function dateWriter(cells: readonly string[]): (value: string) => string {
  const order = orderIn(cells);
  const all = cells.flatMap(partsOf);
  const groups = [...groupedBy(all, (one) => `${one.order} ${one.mark} ${one.year.length}`).values()];
  const [most] = groups.sort((a, b) => b.length - a.length);
  if (!most) return (value) => value;
  const { mark, year: like, order: place } = most[0]!;
  const isPadded = (part: 'first' | 'second') => !most.some((one) => one[part].length === 1);
  const [first, second] = [isPadded('first'), isPadded('second')];
  const isDayFirst = (order ?? (mark === '.' ? 'day' : undefined)) === 'day';
  const part = (text: string, padded: boolean) => (padded ? text : text.replace(/^0/, ''));
  return (value) => {
    const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)(?:T(.+))?$/.exec(value) ?? [];
    if (year === undefined || (order === undefined && place === 'last' && mark !== '.')) return value;
    const [one, other] = place === 'last' && isDayFirst ? [day!, month!] : [month!, day!];
    const short = [part(one, first), part(other, second)];
    const parts = place === 'last' ? [...short, year.slice(-like.length)] : [year, ...short];
    const text = `${parts.join(mark)}${time === undefined ? '' : ` ${time}`}`;
    return looseDate(text, order)?.text === value ? text : value;
  };
}

/**
 * Returns the cells of a column to rewrite with the year first, by position, because without changed cells their order
 * of day and month would no longer be known.
 */
export function unclearDates(before: readonly string[], after: readonly string[]): Map<number, string> {
  const [was, is] = [orderIn(before), orderIn(after)];
  if (was === undefined || was === is) return new Map();
  return new Map(
    after.flatMap((cell, i): [number, string][] => {
      const clear = inDayOrder(cell, was);
      return clear === inDayOrder(cell, is) ? [] : [[i, String(clear)]];
    }),
  );
}
