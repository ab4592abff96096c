/** `24.12.2026`, `12/24/26`, with or without a time behind it. */
const NUMBERS = /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)$/s;

/** Which comes first in a column of such dates, as those with a day beyond 12 show; undefined where none does, or they differ. */
export function dayOrder(values: readonly unknown[]): 'day' | 'month' | undefined {
  const orders = new Set(
    values.flatMap((value) => {
      const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
      return (found && orderShown(found)) ?? [];
    }),
  );
  return orders.size === 1 ? [...orders][0] : undefined;
}

/** What a date shows by itself. One such as `26/12/24` may begin with its year. */
function orderShown([, first, mark, second, year]: RegExpExecArray): 'day' | 'month' | undefined {
  if (Number(first) > 12) return year!.length === 4 || mark === '.' ? 'day' : undefined;
  return Number(second) > 12 ? 'month' : undefined;
}

/** Such a date with the year first; anything else as it is. */
export function inDayOrder(value: unknown, order: 'day' | 'month' | undefined): unknown {
  const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
  if (!found) return value;
  const [, first, , second, year, rest] = found as unknown as [string, string, string, string, string, string];
  const known = orderShown(found) ?? (first === second ? 'month' : order);
  if (known === undefined) return value;
  const [day, month] = known === 'day' ? [first, second] : [second, first];
  return `${year.length === 2 ? '20' : ''}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest}`;
}
