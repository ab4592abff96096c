const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How much time is shown, and how far apart its lines stand, in milliseconds. */
export const ZOOMS = {
  hour: { title: 'Hours', span: 6 * HOUR, step: 30 * MINUTE },
  day: { title: 'Days', span: 36 * HOUR, step: 3 * HOUR },
  week: { title: 'Weeks', span: 9 * DAY, step: DAY },
} as const;

export type Zoom = keyof typeof ZOOMS;
export const ZOOM_NAMES = Object.keys(ZOOMS) as Zoom[];

export interface TimeSpan {
  from: number;
  until: number;
}

/** Fraction of the visible time that lies before now, at the first view. */
const PAST = 0.55;

/** Times that commands take. */
const FIRST = Date.parse('1900-01-02T00:00:00Z');
const LAST = Date.parse('9999-12-30T00:00:00Z');

/**
 * The time that an address names by its beginning, as far as there are dates; without one the time around now, which goes on line by line,
 * not by the second.
 */
export function timeSpanOf(zoom: Zoom, at: string | null, now: number): TimeSpan {
  const { span, step } = ZOOMS[zoom];
  const named = at === null ? Number.NaN : Date.parse(at);
  const from = Number.isNaN(named)
    ? Math.floor((now - PAST * span) / step) * step
    : Math.max(FIRST, Math.min(named, LAST - span));
  return { from, until: from + span };
}

/** The same time at another size: around now where now is in sight, else around its middle. */
export function zoomed({ from, until }: TimeSpan, zoom: Zoom, now: number): number | undefined {
  if (from <= now && now < until) return undefined;
  return (from + until) / 2 - ZOOMS[zoom].span / 2;
}

export interface AxisTick {
  at: number;
  /** A day begins. */
  day: boolean;
}

/** Lines of the axis: whole hours and days of the zone, also where clocks are put forward or back. */
export function ticksOf({ from, until }: TimeSpan, zoom: Zoom, zone: string): AxisTick[] {
  const { step } = ZOOMS[zoom];
  const ticks: AxisTick[] = [];
  const first = Math.ceil((from + offsetAt(from, zone)) / step) * step;
  for (let local = first; ; local += step) {
    const at = instantOf(local, zone);
    if (at >= until) return ticks;
    if (at >= from && at > (ticks.at(-1)?.at ?? -Infinity)) ticks.push({ at, day: local % DAY === 0 });
  }
}

/** The moment at which clocks of the zone show a time; one that they leave out is taken an hour later. */
function instantOf(local: number, zone: string): number {
  const first = local - offsetAt(local, zone);
  return local - offsetAt(first, zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of the zone are ahead of UTC, in milliseconds. */
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

/** Where a moment lies, in percent of the time; outside of it less than 0 or more than 100. */
export function percentOf(at: number, { from, until }: TimeSpan): number {
  return ((at - from) / (until - from)) * 100;
}
