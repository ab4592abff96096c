import { setTimeout as sleep } from 'node:timers/promises';
import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { createLimits, type LimitFacts, type Pause } from '../limits.ts';
import { type Headers, skewOf } from '../quota.ts';
import { type ConnectOptions, LostAnswer, MustWait, type OnLate, type Quota, TIMED_OUT, TooLarge } from '../service.ts';
import { steadyNow } from '../steady-clock.ts';
import { jittered, NOTICED_MS, RETRIES, RETRY_MS, retryTime, withinDay } from '../waiting.ts';

export interface JiraApi extends LimitFacts {
  /** Reads. It is repeated after a failure. A search has a body, too. */
  read(path: string, body?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Changes something, once. @throws {LostAnswer} if nobody knows whether it happened */
  send(
    method: 'POST' | 'PUT',
    path: string,
    body: Readonly<Record<string, unknown>>,
    onLate?: OnLate,
  ): Promise<unknown>;
  /** Does as `send` what Jira answers with status 204 only. Something on the way can answer otherwise. */
  change(...asked: Parameters<JiraApi['send']>): Promise<void>;
}

interface Asking {
  body?: unknown;
  isRead: boolean;
  onLate?: OnLate | undefined;
}

/** What refusals name: the source and its list. */
interface Place {
  name?: string | undefined;
  list?: string | undefined;
}

/** Opens Jira's REST interface: the one place that spends its quota. */
export function openJira({
  api,
  token,
  progress,
  pause,
  ...place
}: Pick<ConnectOptions, 'api' | 'token' | 'progress' | 'pause'> & Place): JiraApi {
  const limits = createLimits({ progress, pause }, quotaOf);
  const once = async (method: string, path: string, { body, ready }: { body: unknown; ready(): unknown }) => {
    await limits.ready();
    await ready();
    const headers = { authorization: token, accept: 'application/json', 'user-agent': 'backlog' };
    const response = await boundedFetch(`${api}${path}`, {
      method,
      redirect: 'manual',
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw error instanceof TooLarge
        ? error
        : new LostAnswer(`Jira didn't answer ${short(path)}: ${clip(String((error as Error).message), 200)}`);
    });
    const plain = Object.fromEntries(response.headers);
    limits.heard(plain);
    return { status: response.status, headers: plain, text: await response.text() };
  };
  const ask = async (method: string, path: string, { body, isRead, onLate }: Asking) => {
    const began = steadyNow();
    const ready = () => (steadyNow() - began > NOTICED_MS ? onLate?.() : undefined);
    for (let turn = 0; ; turn++) {
      const isLast = turn >= (isRead ? RETRIES : 1);
      const answer = await once(method, path, { body, ready }).catch((error: unknown) => {
        if (isRead && !isLast && error instanceof LostAnswer) return undefined;
        throw error;
      });
      const asked = answer && pauseOf(answer.headers, answer.status, limits.skew);
      limits.pause = asked;
      // A request that is refused for its number has done nothing, so a change can be sent again.
      const isRefused = asked !== undefined && (isRead || asked.isUndone);
      if (isRefused && !isLast) continue;
      if (isRefused) throw new MustWait(asked.why, asked.until);
      if (answer && answer.status < 300) return { status: answer.status, data: parsed(answer.text, path, place) };
      else if (answer && answer.status < 400) throw redirected(answer.headers.location, path, { api, ...place });
      else if (answer && (!isRead || isLast || (answer.status < 500 && answer.status !== TIMED_OUT)))
        throw refusal(answer.status, answer.text, path);
      else await sleep(jittered(RETRY_MS * 2 ** turn));
    }
  };
  return {
    read: async (path, body) => (await ask(body ? 'POST' : 'GET', path, { body, isRead: true })).data,
    send: async (method, path, body, onLate) => (await ask(method, path, { body, isRead: false, onLate })).data,
    async change(method, path, body) {
      const { status } = await ask(method, path, { body, isRead: false });
      if (status !== 204) throw new LostAnswer(`Jira answered a change with status ${status} instead of 204`);
    },
    ...limits.facts,
  };
}

const short = (path: string) => path.replace(/\?.*/, '');

/** @throws BacklogError `service` if it isn't JSON; {@link LostAnswer} for JSON that something on the way cut */
function parsed(text: string, path: string, place: Place): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (/^\s*[[{]/.test(text)) throw new LostAnswer(`Jira's answer to ${short(path)} was cut`);
    throw new BacklogError('service', `Jira's answer to ${short(path)} is not JSON: ${clip(text, 100)}`, {
      hint: siteHint(place),
    });
  }
}

/** @throws BacklogError `service`: something on the way can answer, too, and that must not mean an empty list */
export function otherThan(what: string): never {
  throw new BacklogError('service', `Jira answered something else than ${what}`);
}

/** Says where an answer leads. Neither the token nor a change goes there, and a page to sign in is no answer. */
function redirected(location: string | undefined, path: string, { api, ...place }: Place & { api: string }): Error {
  const to = location !== undefined && URL.canParse(location, api) ? new URL(location, api) : undefined;
  const [, key = 'KEY'] = (place.list ?? '').split('/');
  const isSite = to !== undefined && to.host !== new URL(api).host && to.host.endsWith('.atlassian.net');
  return new BacklogError(
    'service',
    `Jira answers ${short(path)} with a redirect${to ? ` to ${clip(to.host, 200)}` : ''}, which Backlog doesn't follow`,
    {
      hint: isSite ? `If the site has this name now: \`${updateLine(place, `${to.host}/${key}`)}\`` : siteHint(place),
    },
  );
}

const updateLine = ({ name = 'NAME' }: Place, list: string) => `backlog source update ${name} --list ${list}`;

/** A wrong site, and a page to sign in, are answered like this. */
function siteHint(place: Place): string {
  const [site = 'the site', key = 'KEY'] = (place.list ?? '').split('/');
  return `Check JIRA_EMAIL, JIRA_API_TOKEN and JIRA_API_URL. If ${site} is the wrong site: \`${updateLine(place, `SITE.atlassian.net/${key}`)}\``;
}

/** Turns a refusal into what a caller can act on. It contains neither headers nor the token. */
function refusal(status: number, text: string, path: string): Error {
  if (status >= 500 || status === TIMED_OUT)
    return new LostAnswer(`Jira didn't answer ${short(path)}: status ${status}`);
  return new BacklogError(
    status === 404 || status === 410 ? 'not-found' : 'service',
    `Jira refused ${short(path)}: ${saysOf(text, status)}`,
    { hint: HINTS[status] ?? 'Check the source: `backlog source validate NAME`', data: { status } },
  );
}

/** Returns Jira's own words about errors of the whole and of fields. */
function saysOf(text: string, status: number): string {
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) {
      const all = Array.isArray(body.errorMessages) ? body.errorMessages.map(String) : [];
      const fields = isObject(body.errors) ? Object.entries(body.errors).map(([name, why]) => `${name}: ${why}`) : [];
      const said = [...all, ...fields, ...(body.message ? [String(body.message)] : [])].join('; ');
      if (said !== '') return clip(said, 300);
    }
  } catch {
    // A proxy answers with a page.
  }
  return `status ${status}`;
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'Check JIRA_EMAIL and JIRA_API_TOKEN. A token can have expired.',
  403: 'The account of the token must be allowed to browse and edit issues of this project.',
  404: 'Check the project, and that the account of the token may see it. Without JIRA_EMAIL Jira answers so, too.',
};

/**
 * Reads what is left of Jira's quota: requests, or the points of apps in the newer headers. Undefined if an answer has
 * none, as those to API tokens usually do.
 */
function quotaOf(headers: Headers, now: number): Quota | undefined {
  return pointsOf(headers, now) ?? requestsOf(headers, now);
}

function requestsOf(headers: Headers, now: number): Quota | undefined {
  const [limit, left] = ['limit', 'remaining'].map((name) => Number(headers[`x-ratelimit-${name}`] ?? Number.NaN));
  if (!Number.isFinite(limit) || !Number.isFinite(left)) return undefined;
  const reset = Date.parse(String(headers['x-ratelimit-reset'] ?? ''));
  const renews = Number.isNaN(reset) ? now : withinDay(Math.max(0, reset - (skewOf(headers, now) ?? 0)), now);
  return { limit: Math.round(limit!), left: Math.max(0, Math.round(left!)), renews };
}

/** `ratelimit: "global";r=13000;t=600` with `ratelimit-policy: "global";q=65000;w=3600`, some with the prefix `beta-`. */
function pointsOf(headers: Headers, now: number): Quota | undefined {
  const named = (name: string) => String(headers[name] ?? headers[`beta-${name}`] ?? headers[`x-beta-${name}`] ?? '');
  const number = (text: string, key: string) =>
    Number(new RegExp(`;\\s*${key}=(\\d{1,12})`).exec(text)?.[1] ?? Number.NaN);
  const [left, seconds] = [number(named('ratelimit'), 'r'), number(named('ratelimit'), 't')];
  const limit = number(named('ratelimit-policy'), 'q');
  if (![left, seconds, limit].every(Number.isFinite)) return undefined;
  return { limit, left, renews: withinDay(now + seconds * 1000, now) };
}

const REASONS: Readonly<Record<string, string>> = {
  'jira-burst-based': 'Jira asks for a pause',
  'jira-per-issue-on-write': 'Jira accepts only some changes of one issue at a time',
  'jira-quota-global-based': 'the quota of Jira is spent',
  'jira-quota-tenant-based': 'the quota of Jira is spent',
};

/** Returns until when Jira makes the caller wait. Undefined for an answer that doesn't. */
function pauseOf(headers: Headers, status: number, skew: number): Pause | undefined {
  const now = steadyNow();
  const after = headers['retry-after'] ?? '';
  // Some failures are pauses, too.
  if (status !== 429 && !(status === 503 && after !== '')) return undefined;
  const named = retryTime(after, { now, skew }) ?? retryTime(headers['x-ratelimit-reset'], { now, skew });
  const why = REASONS[headers['ratelimit-reason'] ?? ''] ?? 'Jira asks for a pause';
  return { until: named ?? now + 1_000, why, isNamed: named !== undefined, isUndone: status === 429 };
}
