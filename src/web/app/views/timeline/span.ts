import { DAY, HOUR, MINUTE } from '../../parts/units/time.ts';

/** The visible time and the distance of the grid lines in milliseconds, by zoom level. */
export const ZOOMS = {
  hour: { title: 'Hours', span: 6 * HOUR, step: 30 * MINUTE },
  day: { title: 'Days', span: 36 * HOUR, step: 3 * HOUR },
  week: { title: 'Weeks', span: 9 * DAY, step: DAY },
  month: { title: 'Months', span: 63 * DAY, step: 7 * DAY },
  year: { title: 'Years', span: 392 * DAY, step: 28 * DAY },
} as const;

export type Zoom = keyof typeof ZOOMS;
export const ZOOM_NAMES = Object.keys(ZOOMS) as Zoom[];

export interface TimeSpan {
  from: number;
  until: number;
}

/** Part of the visible time that is before now when the view opens. */
const PAST = 0.55;

/** The first time that commands accept. The next constant is the last one. */
const FIRST = Date.parse('1900-01-02T00:00:00Z');
const LAST = Date.parse('9999-12-30T00:00:00Z');

/**
 * Returns the visible time. It starts at `at`, which comes from the URL and is limited to the times that commands
 * accept. Without `at`, it is around now, and moves only in whole steps of the grid.
 */
export function timeSpanOf(zoom: Zoom, at: string | null, now: number): TimeSpan {
  const { span, step } = ZOOMS[zoom];
  const named = at === null ? Number.NaN : Date.parse(at);
  const from = Number.isNaN(named)
    ? Math.floor((now - PAST * span) / step) * step
    : Math.max(FIRST, Math.min(named, LAST - span));
  return { from, until: from + span };
}

/**
 * Returns the start of the visible time after a zoom that keeps the middle. Returns undefined to keep the current time
 * visible.
 */
export function zoomed({ from, until }: TimeSpan, zoom: Zoom, now: number): number | undefined {
  if (from <= now && now < until) return undefined;
  return (from + until) / 2 - ZOOMS[zoom].span / 2;
}

export interface AxisTick {
  at: number;
  /** Whether a day starts at this grid line. */
  day: boolean;
}

/** Returns the grid lines at whole hours and days of the time zone. Works on days on which the clocks change, too. */
export function ticksOf({ from, until }: TimeSpan, zoom: Zoom, zone: string): AxisTick[] {
  const { step } = ZOOMS[zoom];
  const ticks: AxisTick[] = [];
  // Steps of weeks begin on Mondays; the first day of 1970 was a Thursday.
  const begin = step % (7 * DAY) === 0 ? 4 * DAY : 0;
  const first = Math.ceil((from + offsetAt(from, zone) - begin) / step) * step + begin;
  for (let local = first; ; local += step) {
    const at = instantOf(local, zone);
    if (at >= until) return ticks;
    if (at >= from && at > (ticks.at(-1)?.at ?? -Infinity)) ticks.push({ at, day: local % DAY === 0 });
  }
}

/** Returns the instant of a local time. If the clocks skip this time, returns the instant one hour later. */
function instantOf(local: number, zone: string): number {
  const first = local - offsetAt(local, zone);
  return local - offsetAt(first, zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the offset of the time zone from UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const format = formats.get(zone) ?? newFormat(zone);
  const of = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(of.year!, of.month! - 1, of.day, of.hour, of.minute, of.second);
  return shown - Math.floor(ms / 1_000) * 1_000;
}

function newFormat(zone: string): Intl.DateTimeFormat {
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const format = new Intl.DateTimeFormat('en-US', { ...fields, hourCycle: 'h23', timeZone: zone });
  formats.set(zone, format);
  return format;
}

/** Returns the position of a time in per cent of the visible time: below 0 or above 100 if it isn't visible. */
export function percentOf(at: number, { from, until }: TimeSpan): number {
  return ((at - from) / (until - from)) * 100;
}

/** Shortest fitted time, and the space at each of its ends, as a part of it. */
const LEAST = HOUR;
const SPACE = 0.04;

/**
 * Returns the part of the visible time that contains bars and dates, and the present. The view opens with it, so that
 * it doesn't begin with empty hours.
 */
export function fittedSpan(
  all: readonly { begins: number; ends: number }[],
  { from, until }: TimeSpan,
  now: number,
): TimeSpan {
  const seen = all.filter(({ begins, ends }) => begins < until && ends > from);
  if (seen.length === 0) return { from, until };
  const first = Math.min(now, ...seen.map(({ begins }) => Math.max(from, begins)));
  const last = Math.max(now, ...seen.map(({ ends }) => Math.min(until, ends)));
  const missing = Math.max(0, LEAST - (last - first)) / 2;
  const space = Math.max(LEAST, last - first) * SPACE;
  const step = 5 * MINUTE;
  return {
    from: Math.max(from, Math.floor((first - missing - space) / step) * step),
    until: Math.min(until, Math.ceil((last + missing + space) / step) * step),
  };
}

/** Returns the visible time after a move by a part of its length. It has the length of the zoom. */
export function panned({ from, until }: TimeSpan, zoom: Zoom, by: number): TimeSpan {
  const { span } = ZOOMS[zoom];
  const first = (from + until - span) / 2 + by * (until - from);
  return { from: first, until: first + span };
}

/** Returns the zoom whose grid fits a visible time of this length. */
export function gridOf({ from, until }: TimeSpan): Zoom {
  return ZOOM_NAMES.find((name) => until - from <= 1.5 * ZOOMS[name].span) ?? 'year';
}

/**
 * Returns the first zoom whose time around now contains a date that is near it: the next one, otherwise the last one.
 * Undefined if there is none.
 */
export function zoomTo(
  { before, after }: { before?: number | undefined; after?: number | undefined },
  now: number,
): Zoom | undefined {
  const reaches = (at: number) =>
    ZOOM_NAMES.find((name) => {
      const { from, until } = timeSpanOf(name, null, now);
      return at >= from && at < until;
    });
  return (after === undefined ? undefined : reaches(after)) ?? (before === undefined ? undefined : reaches(before));
}
