import { type Clock, dayBounds, formatLocal } from '../time/index.ts';

/** Returns the start of the last day from Monday to Friday before today, in epoch ms. Ignores holidays. */
export function lastWorkingDay({ now, zone }: Clock): number {
  for (let back = 1; ; back++) {
    const { start } = dayBounds(now, zone, -back);
    const weekday = new Date(`${formatLocal(start, zone)}Z`).getUTCDay();
    if (weekday >= 1 && weekday <= 5) return start;
  }
}
