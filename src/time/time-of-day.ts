import { stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { fromWall, sameWallAgain } from './zone.ts';

const TIME = /^(\d{1,2})(?::(\d\d)(?::(\d\d))?)?(am?|pm?)?$/;

/** Reads `14:30`, `09:30:15`, `9am` or `9:30p` as ms after midnight. @returns undefined for other text */
export function readClockTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hourText, minute, second, half] = match;
  if (minute === undefined && half === undefined) return undefined;
  const hour = readHour(Number(hourText), half);
  if (hour === undefined || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  return ((hour * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0)) * 1000;
}

function readHour(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.startsWith('p') ? 12 : 0);
}

/**
 * Returns the next instant at which a clock on the wall shows a time of day, maybe now. Where clocks are set back, a time
 * comes twice; where they are set forward, a skipped time is moved by the gap.
 */
export function nextClockTime(timeOfDay: number, { now, wall, today, zone }: Here): number {
  // Clocks that are set back just after midnight show the evening before again, and then midnight.
  for (const days of [-1, 0, 1]) {
    const shown = stepDate('day', today, days) + timeOfDay;
    const first = fromWall(shown, zone);
    if (shown >= wall && first >= now) return first;
    const again = sameWallAgain(first, zone);
    if (again !== undefined && again >= now) return again;
  }
  return fromWall(stepDate('day', today, 1) + timeOfDay, zone);
}
