/** Lengths in milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The date format. It is created at its first use, because creating it takes a hundred times as long as using it. */
const DATE = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' }));
const FULL_DAY = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }));
const FULL = once(
  () => new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' }),
);

/** Formats a duration in at most seven characters: `4s`, `12m 05s`, `1h 05m`, `3d`. */
export function lengthText(ms: number): string {
  const at = Math.max(0, ms);
  if (at < MINUTE) return `${Math.floor(at / 1_000)}s`;
  if (at < HOUR) return `${Math.floor(at / MINUTE)}m ${pad(Math.floor((at % MINUTE) / 1_000))}s`;
  if (at < DAY) return `${Math.floor(at / HOUR)}h ${pad(Math.floor((at % HOUR) / MINUTE))}m`;
  return `${Math.floor(at / DAY)}d`;
}

/** Formats an estimated duration: without seconds from a minute on, and without zero minutes. */
export function roughText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  if (ms < MINUTE || ms >= DAY) return lengthText(ms);
  if (ms < HOUR) return `${minutes}m`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : lengthText(ms);
}

/** Formats the age of an instant: `now`, `5m`, `3h`, `2d`, `4w`. */
export function agoText(at: string, now: number): string {
  const ms = now - Date.parse(at);
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h`;
  return ms < 14 * DAY ? `${Math.floor(ms / DAY)}d` : `${Math.floor(ms / (7 * DAY))}w`;
}

/**
 * Formats a due date relative to the reader's current day: `today`, `tomorrow`, `in 3d`, `2d late`. A day is late when it
 * is over.
 */
export function dueText(due: string, now: number): { text: string; tone: 'late' | 'soon' | 'later' } {
  const at = timeOf(due);
  const days = dayOf(at) - dayOf(now);
  if (isDay(due) ? days < 0 : at < now) return { text: days === 0 ? 'today, late' : `${-days}d late`, tone: 'late' };
  if (days === 0) return { text: 'today', tone: 'soon' };
  if (days === 1) return { text: 'tomorrow', tone: 'soon' };
  return { text: days < 15 ? `in ${days}d` : dateText(due), tone: 'later' };
}

export function dateText(at: string): string {
  return DATE().format(timeOf(at));
}

/** Formats the day of an instant: `Today`, `Yesterday`, or its date. */
export function dayText(at: string, now: number): string {
  const days = dayOf(now) - dayOf(Date.parse(at));
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : dateText(at);
}

/** Formats an ISO 8601 duration: `PT45M` as `45m`, `P1DT2H` as `1d2h`. Months are `mo`. */
export function isoDurationText(iso: string): string {
  const [days = '', time = ''] = iso.replace(/^P/, '').split('T');
  return `${days.replace('M', 'mo')}${time}`.toLowerCase();
}

/**
 * Formats a date as input: a day as it is, `2026-11-27`, an instant with its time in the local time zone. Earlier
 * versions stored days as their first second, which is shown as the day.
 */
export function typedText(at: string | undefined): string {
  if (at === undefined || isDay(at)) return at ?? '';
  const date = new Date(at);
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad);
  if (time.every((part) => part === '00')) return day;
  return `${day}T${time.slice(0, time[2] === '00' ? 2 : 3).join(':')}`;
}

/** Formats a date in full, for a tooltip. A day has no time. */
export function fullText(at: string): string {
  return (isDay(at) ? FULL_DAY() : FULL()).format(timeOf(at));
}

/** Checks whether a date is a day without a time: `2026-12-10`. */
const isDay = (at: string) => at.length === 10;

/** Returns the instant of a date in epoch milliseconds. A day begins at midnight of the reader's time zone. */
export function timeOf(at: string): number {
  return Date.parse(isDay(at) ? `${at}T00:00:00` : at);
}

function dayOf(ms: number): number {
  return Math.floor((ms - new Date(ms).getTimezoneOffset() * MINUTE) / DAY);
}

const pad = (number: number) => String(number).padStart(2, '0');

/** Formats a large number: `950`, `12.3k`, `4.1M`. */
export function countText(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
