import type { Quota } from './service.ts';
import { onClock } from './steady-clock.ts';
import { withinDay } from './waiting.ts';

/** The headers of an answer. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

/** The part of the quota that is left to people, who share it with Backlog. */
const RESERVE = 0.2;

/** Maximum number of changes a minute and an hour that the service accepts from one caller. */
const WRITES = { minute: 80, hour: 500 };
const GAP_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Returns the service's clock minus `now`, in ms. Undefined for an answer without a date, such as one of a gateway. */
export function skewOf(headers: Headers, now: number): number | undefined {
  const date = Date.parse(String(headers.date ?? ''));
  return Number.isNaN(date) ? undefined : date - now;
}

/** Reads the quota from an answer; undefined for a server without limits. `renews` is by the clock of `now`. */
export function githubQuota(headers: Headers, now: number): Quota | undefined {
  const [limit, left, reset] = ['limit', 'remaining', 'reset'].map((name) => Number(headers[`x-ratelimit-${name}`]));
  if (![limit, left, reset].every(Number.isFinite)) return undefined;
  const renews = withinDay(Math.max(0, reset! * 1000 - (skewOf(headers, now) ?? 0)), now);
  return { limit: Math.round(limit!), left: Math.max(0, Math.round(left!)), renews };
}

/** Returns the quota with a time of the machine's clock, for records. */
export const quotaOnClock = (quota: Quota | undefined): Quota | undefined =>
  quota && { ...quota, renews: onClock(quota.renews) };

/** Returns how many requests of the quota Backlog leaves to people. */
export const reserveOf = ({ limit }: Pick<Quota, 'limit'>) => Math.ceil(limit * RESERVE);

/** Returns the time until which a request must wait, because only the reserve is left. */
export function waitForQuota(quota: Quota | undefined, now: number): number | undefined {
  if (!quota || quota.left > reserveOf(quota) || quota.renews <= now) return undefined;
  return quota.renews;
}

/**
 * Returns the time until which a change must wait, so that no minute and no hour has too many.
 * @param sent times of earlier changes, oldest first
 */
export function waitForWrite(sent: readonly number[], now: number): number {
  const last = sent.at(-1);
  const free = (most: number, span: number) => {
    const oldest = sent.length < most ? undefined : sent[sent.length - most];
    return oldest === undefined ? now : oldest + span;
  };
  return Math.max(
    now,
    last === undefined ? now : last + GAP_MS,
    free(WRITES.minute, MINUTE_MS),
    free(WRITES.hour, HOUR_MS),
  );
}

/** Times that still count for {@link waitForWrite}. */
export const stillCounted = (sent: readonly number[], now: number) => sent.filter((at) => at > now - HOUR_MS);
