import type { Quota } from '../service.ts';

type Headers = Readonly<Record<string, string | undefined>>;

const HOUR_MS = 3_600_000;

/**
 * Reads what is left of Jira's quota: requests, or the points of apps in the newer headers. Undefined if an answer has
 * none, as those to API tokens usually do.
 */
export function quotaOf(headers: Headers, now: number): Quota | undefined {
  return pointsOf(headers, now) ?? requestsOf(headers, now);
}

function requestsOf(headers: Headers, now: number): Quota | undefined {
  const [limit, left] = ['limit', 'remaining'].map((name) => Number(headers[`x-ratelimit-${name}`] ?? Number.NaN));
  if (!Number.isFinite(limit) || !Number.isFinite(left)) return undefined;
  const reset = Date.parse(headers['x-ratelimit-reset'] ?? '');
  return { limit: Math.round(limit!), left: Math.max(0, Math.round(left!)), renews: Number.isNaN(reset) ? now : reset };
}

/** `ratelimit: "global";r=13000;t=600` with `ratelimit-policy: "global";q=65000;w=3600`, some with the prefix `beta-`. */
function pointsOf(headers: Headers, now: number): Quota | undefined {
  const named = (name: string) => headers[name] ?? headers[`beta-${name}`] ?? headers[`x-beta-${name}`] ?? '';
  const number = (text: string, key: string) =>
    Number(new RegExp(`;\\s*${key}=(\\d{1,12})`).exec(text)?.[1] ?? Number.NaN);
  const [left, seconds] = [number(named('ratelimit'), 'r'), number(named('ratelimit'), 't')];
  const limit = number(named('ratelimit-policy'), 'q');
  if (![left, seconds, limit].every(Number.isFinite)) return undefined;
  return { limit, left, renews: now + seconds * 1000 };
}

const REASONS: Readonly<Record<string, string>> = {
  'jira-burst-based': 'Jira asks for a pause',
  'jira-per-issue-on-write': 'Jira accepts only some changes of one issue at a time',
  'jira-quota-global-based': 'the quota of Jira is spent',
  'jira-quota-tenant-based': 'the quota of Jira is spent',
};

/** Returns until when Jira makes the caller wait. Undefined for an answer that doesn't. */
export function pauseOf(headers: Headers, status: number, now: number): { until: number; why: string } | undefined {
  const after = headers['retry-after'] ?? '';
  // Some failures are pauses, too.
  if (status !== 429 && !(status === 503 && after !== '')) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(after) ? Number(after) : (Date.parse(after) - now) / 1000;
  const reset = Date.parse(headers['x-ratelimit-reset'] ?? '');
  const until = seconds > 0 ? now + seconds * 1000 : reset > now ? reset : now + 1_000;
  return {
    until: Math.min(until, now + 24 * HOUR_MS),
    why: REASONS[headers['ratelimit-reason'] ?? ''] ?? 'Jira asks for a pause',
  };
}
