import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from '../base/day.ts';
import type { ProgressReport } from '../base/progress.ts';
import { MustWait } from './service.ts';
import { steadyNow } from './steady-clock.ts';

/** Longest time for which a call waits by itself. A longer one ends the synchronisation, which goes on later. */
export const SERVICE_PATIENCE_MS = 65_000;

/** A wait of this length, in ms, makes a change late: its journal gets the time anew. */
export const NOTICED_MS = 2_000;

/** How often a read is repeated, and the pause before the first repetition, which grows. */
export const RETRIES = 3;
export const RETRY_MS = 250;

/** Lengthens a pause by chance, so that several callers don't come back at once: by at most ten seconds. */
export const jittered = (ms: number): number => Math.round(ms + Math.random() * Math.min(ms * 0.3, 10_000));

/** Bounds a time that a service names: a wrong one must not stop the source for ever. */
export const withinDay = (until: number, now: number): number => Math.min(until, now + DAY_MS);

/**
 * Reads a header Retry-After: seconds, or a date by the service's clock.
 * @param now a time of {@link steadyNow}
 * @param skew the service's clock minus `now`, in ms
 * @returns the time until which to wait, at most a day ahead; undefined if it names none in the future
 */
export function retryTime(text: unknown, { now, skew }: { now: number; skew: number }): number | undefined {
  const after = String(text ?? '').trim();
  const until = /^\d+(\.\d+)?$/.test(after) ? now + Number(after) * 1_000 : Date.parse(after) - skew;
  return until > now ? withinDay(until, now) : undefined;
}

/**
 * Waits until a time of {@link steadyNow}. Reports a wait of some length.
 * @throws {MustWait} if that is too long for one call
 */
export async function waitUntil(until: number, why: string, progress: ProgressReport | undefined): Promise<void> {
  const ms = until - steadyNow();
  if (ms > SERVICE_PATIENCE_MS) throw new MustWait(why, until);
  if (ms <= 0) return;
  if (ms > 2_000) progress?.(0, 1, `waiting ${Math.ceil(ms / 1000)} s: ${why}`);
  await sleep(ms);
}
