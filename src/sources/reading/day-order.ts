/** `24.12.2026`, `12/24/2026`, with or without a time behind it. */
const NUMBERS = /^\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})(.*)$/s;

/** Which comes first in a column of such dates, as those with a day beyond 12 show; undefined where none does, or they differ. */
export function dayOrder(values: readonly unknown[]): 'day' | 'month' | undefined {
  const orders = new Set<'day' | 'month'>();
  for (const value of values) {
    const [, first, , second] = (typeof value === 'string' && NUMBERS.exec(value)) || [];
    if (Number(first) > 12) orders.add('day');
    else if (Number(second) > 12) orders.add('month');
  }
  return orders.size === 1 ? [...orders][0] : undefined;
}

/** Such a date with the year first; anything else as it is. */
export function inDayOrder(value: unknown, order: 'day' | 'month' | undefined): unknown {
  const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
  if (!found) return value;
  const [, first, , second, year, rest] = found as unknown as [string, string, string, string, string, string];
  const known = Number(first) > 12 ? 'day' : Number(second) > 12 || first === second ? 'month' : order;
  if (known === undefined) return value;
  const [day, month] = known === 'day' ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest}`;
}
