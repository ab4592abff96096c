import { DAY_MS } from '../base/day.ts';
import { startOf } from './calendar.ts';
import type { Clock } from './clock.ts';
import { toWall } from './zone.ts';

const LAST_SECOND = DAY_MS - 1000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const NEAR: Record<number, string> = { 0: 'today', 1: 'tomorrow', [-1]: 'yesterday' };

/** Formats a local date and time without zone: `2026-08-04T00:00:00`. */
export function formatLocal(ms: number, zone: string): string {
  return new Date(toWall(ms, zone)).toISOString().slice(0, 19);
}

/**
 * Formats a local time with its offset, to the minute: `2026-08-04 14:30 +02:00`, `2026-08-04 12:30 UTC`. With `seconds`,
 * to the second.
 */
export function formatFull(ms: number, zone: string, { seconds = false } = {}): string {
  const offset = Math.round((toWall(ms, zone) - ms) / 60_000);
  const clock = formatLocal(ms, zone)
    .slice(0, seconds ? 19 : 16)
    .replace('T', ' ');
  if (offset === 0) return `${clock} UTC`;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
    String(n).padStart(2, '0'),
  );
  return `${clock} ${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/**
 * Formats a date for lists: `today 14:30`, `tomorrow`, `fri` (next six days), `-3d` (last thirteen days), `2026-08-14`,
 * `someday`. It omits the time for the first and the last second of a day. With the same clock, `resolveDate` reads the
 * text as the same day. `-3d` is an exception: here it means calendar days, in `resolveDate` 24 hours each.
 */
export function formatShort(ms: number, clock: Clock): string {
  const { distance, day, iso, time } = placeOf(ms, clock);
  if (iso === SOMEDAY) return 'someday';
  const near = NEAR[distance] ?? (distance > 1 && distance < 7 ? WEEKDAYS[new Date(day).getUTCDay()] : undefined);
  if (near === undefined) return distance < 0 && distance > -14 ? `${distance}d` : iso;
  return [near, time].filter(Boolean).join(' ');
}

const SOMEDAY = '9999-12-30';

/** Returns the day of an instant, its distance from today in days, and its time unless it stands for the whole day. */
function placeOf(ms: number, { now, zone }: Clock): { distance: number; day: number; iso: string; time?: string } {
  const wall = toWall(ms, zone);
  const day = startOf('day', wall);
  const distance = Math.round((day - startOf('day', toWall(now, zone))) / DAY_MS);
  const time = Math.floor((wall - day) / 1000) * 1000;
  return {
    ...{ distance, day, iso: new Date(day).toISOString().slice(0, 10) },
    ...(time === 0 || time === LAST_SECOND ? {} : { time: new Date(wall).toISOString().slice(11, 16) }),
  };
}

/** Formats a length of time for columns: `5s`, `12min`, `3h`, `4d`, `5w`, `7mo`, `2y`. */
export const formatAge = (ms: number): string => ageOf(ms).join('');

/** Returns a length of time as a number and its unit. */
function ageOf(ms: number): [count: number, unit: string] {
  const length = Math.max(0, ms);
  const [per, letter] = AGES.find(([unit, , from]) => length >= unit * from) ?? AGES.at(-1)!;
  return [Math.floor(length / per), letter];
}

/** Units from large to small. A length uses the first unit of which it has at least `from`. */
const AGES: readonly (readonly [ms: number, word: string, from: number])[] = [
  [365 * DAY_MS, 'y', 2],
  [30 * DAY_MS, 'mo', 3],
  [7 * DAY_MS, 'w', 2],
  [DAY_MS, 'd', 1],
  [3_600_000, 'h', 1],
  [60_000, 'min', 1],
  [1_000, 's', 0],
];

/**
 * Formats the distance of a date from the current time: `today 14:30`, `tomorrow`, `in 3 d`, `in 5 w`, `yesterday`, `4
 * d ago`, `someday`. Days are calendar days of the clock's zone. A past time of today is shown as `2 h ago`.
 */
export function formatDistance(ms: number, clock: Clock): string {
  const { distance, iso, time } = placeOf(ms, clock);
  if (distance === 0 && ms < clock.now && time) return `${ageText(clock.now - ms)} ago`;
  if (distance in NEAR || iso === SOMEDAY) return formatShort(ms, clock);
  const length = ageText(Math.abs(distance) * DAY_MS);
  return distance < 0 ? `${length} ago` : `in ${length}`;
}

const ageText = (ms: number) => ageOf(ms).join(' ');
