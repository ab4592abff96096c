/** Matches `24.12.2026` or `12/24/26`, optionally followed by a time. */
const NUMBERS = /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)$/s;

/**
 * Returns whether days or months come first in a column of dates. A number higher than 12 must be a day. Undefined if
 * no value shows the order, or if values contradict each other.
 */
export function dayOrder(values: readonly unknown[]): 'day' | 'month' | undefined {
  const orders = new Set(
    values.flatMap((value) => {
      const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
      return (found && orderShown(found)) ?? [];
    }),
  );
  return orders.size === 1 ? [...orders][0] : undefined;
}

/** Returns the order that one date shows. `26/12/24` shows none, because it can begin with the year. */
function orderShown([, first, mark, second, year]: RegExpExecArray): 'day' | 'month' | undefined {
  if (Number(first) > 12) return year!.length === 4 || mark === '.' ? 'day' : undefined;
  return Number(second) > 12 ? 'month' : undefined;
}

/** Rewrites such a date with the year first: with dots, the day comes first. Returns other values unchanged. */
export function inDayOrder(value: unknown, order: 'day' | 'month' | undefined): unknown {
  const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
  if (!found) return value;
  const [, first, mark, second, year, rest] = found as unknown as [string, string, string, string, string, string];
  const known = orderShown(found) ?? (first === second ? 'month' : (order ?? (mark === '.' ? 'day' : undefined)));
  if (known === undefined) return value;
  const [day, month] = known === 'day' ? [first, second] : [second, first];
  return `${year.length === 2 ? '20' : ''}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest}`;
}
