import { HOUR_MS, MINUTE_MS } from './limits.ts';

/** What an answer means for its event. */
type Verdict = 'delivered' | 'gone' | 'refused' | 'later';

/** Statuses by which a receiver refuses the content of an event. A repetition rarely helps. */
const REFUSES: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Returns what the status of an answer means. A redirect is not followed, so it is no delivery. */
export function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return REFUSES.has(status) ? 'refused' : 'later';
}

/** Pauses after the first failed attempts of an event, in ms. The last one repeats. */
const PAUSES_MS = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS];

/** The pause after a number of failed attempts, before chance lengthens it. */
export const pauseAfter = (failures: number): number => PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;

/** Longest pause that a receiver may ask for, in ms. */
const LONGEST_MS = 24 * HOUR_MS;

/** Returns the pause that a receiver asks for with `Retry-After`: seconds, or a date. @param now epoch ms */
export function askedPause(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
