import { DAY, MINUTE } from '../../parts/units/time.ts';
import { type AxisTick, ZOOMS, type Zoom } from './span.ts';

export const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DATE = { weekday: 'short', day: 'numeric', month: 'short' } as const;

/** Formats a time in the reader's time zone: `Fri 31 Jul, 14:05`. */
export function clockText(at: number): string {
  return new Date(at).toLocaleString(undefined, { ...DATE, ...TIME });
}

/** Formats a period: `Fri 31 Jul, 14:05 – 15:10 UTC`. The second day is only there if it differs. */
export function periodText(from: number, until: number): string {
  return new Intl.DateTimeFormat(undefined, { ...DATE, ...TIME, timeZoneName: 'short' }).formatRange(from, until);
}

/** Formats a grid line: a time, or a day. */
export function tickText({ at, day }: AxisTick, zoom: Zoom): string {
  return new Date(at).toLocaleString(undefined, day || ZOOMS[zoom].step >= DAY ? DATE : TIME);
}

/** Formats a duration: `40 s`, `12 min`, `3 h 5 min`. */
export function agoLength(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(ms / MINUTE);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
