import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/core';
import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { createLimits, type LimitFacts, type Pause, type ServiceLimits } from '../limits.ts';
import { githubQuota, type Headers, stillCounted, waitForWrite } from '../quota.ts';
import {
  type ConnectOptions,
  LeadsElsewhere,
  LostAnswer,
  MustWait,
  type OnLate,
  TIMED_OUT,
  TooLarge,
} from '../service.ts';
import { steadyNow } from '../steady-clock.ts';
import { jittered, NOTICED_MS, RETRIES, RETRY_MS, retryTime } from '../waiting.ts';

export interface GithubAnswer {
  status: number;
  data: unknown;
  headers: Headers;
}

export interface GithubApi extends LimitFacts {
  /** Reads. A status of 304, 301 and 307 is an answer, too. */
  get(path: string, query?: Readonly<Record<string, unknown>>, tag?: string): Promise<GithubAnswer>;
  /** Reads the log behind a redirect. The token stays with the interface. */
  log(path: string): Promise<string>;
  /** Changes something, once. @throws {LostAnswer} if nobody knows whether it happened */
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>>,
    onLate?: OnLate,
  ): Promise<GithubAnswer>;
}

/** Octokit's own parser gives up at long texts, and then returns the text. */
const REQUEST = { fetch: boundedFetch, parseSuccessResponseBody: false };

/** How often a request is sent again after a pause that GitHub named. */
const AFTER_PAUSES = 2;

/**
 * Opens GitHub's REST interface: the one place that spends the quota. Reads are repeated after a failure. Changes are
 * not, because a failed one may have happened.
 */
export function openGithub({
  api,
  token,
  ...more
}: Pick<ConnectOptions, 'api' | 'token' | 'progress' | 'pause'>): GithubApi {
  const limits = createLimits(more, githubQuota);
  let sent: number[] = [];
  /** Waits until a request may be sent. Changes of a server with limits have a pace. */
  const ready = async (isRead: boolean) => {
    const left = limits.pause ? limits.pause.until - steadyNow() : 0;
    await limits.ready();
    if (left > 0) await sleep(jittered(left) - left);
    if (isRead || !limits.quota) return;
    await limits.wait(waitForWrite(sent, steadyNow()), 'GitHub accepts 80 changes a minute and 500 an hour');
    sent = [...stillCounted(sent, steadyNow()), steadyNow()];
  };
  const octokit = new Octokit({
    ...{ auth: token, baseUrl: api, userAgent: 'backlog', request: REQUEST },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const once = async (method: string, path: string, more: Readonly<Record<string, unknown>>): Promise<GithubAnswer> => {
    try {
      const { status, data, headers } = await octokit.request(`${method} ${path}`, { ...more });
      limits.heard(headers);
      return { status, data, headers };
    } catch (error) {
      const { response } = error as { response?: GithubAnswer };
      if (response) limits.heard(response.headers);
      if (response?.status === 304) return { ...response, data: undefined };
      limits.pause = response && pauseOf(response, limits);
      throw told(error, path);
    }
  };
  const ask = async (
    method: string,
    path: string,
    more: Readonly<Record<string, unknown>>,
    onLate?: OnLate,
  ): Promise<GithubAnswer> => {
    const isRead = method === 'GET';
    const began = steadyNow();
    for (let turn = 0; ; turn++) {
      await ready(isRead);
      if (onLate && steadyNow() - began > NOTICED_MS) await onLate();
      let answer: GithubAnswer;
      try {
        answer = await once(method, path, more);
      } catch (error) {
        // A request that is refused for its number has done nothing, so a change can be sent again.
        const { pause } = limits;
        const isRefused = pause !== undefined && (isRead || pause.isUndone);
        if (isRefused && !(pause.isNamed && turn < AFTER_PAUSES)) throw new MustWait(pause.why, pause.until);
        if (isRefused) continue;
        if (!isRead || !(error instanceof LostAnswer) || turn >= RETRIES) throw error;
        await sleep(jittered(RETRY_MS * 2 ** turn));
        continue;
      }
      limits.pause = undefined;
      return { ...answer, data: await parsed(answer.data, path, answer.headers) };
    }
  };
  return {
    get: (path, query = {}, tag) =>
      ask('GET', path, { ...query, ...(tag === undefined ? {} : { headers: { 'if-none-match': tag } }) }),
    async log(path) {
      const { headers } = await ask('GET', path, { request: { ...REQUEST, redirect: 'manual' } });
      const to = String(headers.location ?? '');
      if (!URL.canParse(to) || !isLogAddress(new URL(to), new URL(api)))
        throw new BacklogError('service', `GitHub answered no address of a log to ${path}`);
      const answer = await boundedFetch(to).catch((error: unknown) => {
        throw error instanceof TooLarge ? error : new LostAnswer(`the log of ${path} didn't arrive`);
      });
      if (!answer.ok) throw new BacklogError('service', `the log of ${path} is refused: status ${answer.status}`);
      return answer.text();
    },
    send: (method, path, body = {}, onLate) =>
      ask(method, path, { ...body, request: { ...REQUEST, redirect: 'manual' } }, onLate),
    ...limits.facts,
  };
}

/** A log comes encrypted, or from the server itself. */
const isLogAddress = (to: URL, api: URL) => to.protocol === 'https:' || to.origin === api.origin;

/**
 * Reads the body of an answer. @throws BacklogError `service` if it isn't JSON; {@link LostAnswer} for JSON that something
 * on the way cut
 */
async function parsed(body: unknown, path: string, headers: GithubAnswer['headers']): Promise<unknown> {
  const text = body ? await new Response(body as ReadableStream).text() : '';
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (/\bjson\b/i.test(String(headers['content-type'] ?? '')) && /^\s*[[{]/.test(text))
      throw new LostAnswer(`GitHub's answer to ${path} was cut`);
    throw new BacklogError('service', `GitHub's answer to ${path} is not JSON: ${clip(text, 100)}`, {
      hint: 'Is GITHUB_API_URL the address of the REST interface?',
    });
  }
}

/** Returns until when GitHub makes the caller wait. Undefined for an answer that doesn't. */
function pauseOf(
  { status, data, headers }: GithubAnswer,
  { quota, skew }: Pick<ServiceLimits, 'quota' | 'skew'>,
): Pause | undefined {
  const now = steadyNow();
  const named = retryTime(headers['retry-after'], { now, skew });
  const isSpent = (status === 403 || status === 429) && String(headers['x-ratelimit-remaining']) === '0';
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (named !== undefined || /rate limit|abuse detection/i.test(saysOf(data, typeof data === 'string' ? data : ''))));
  if (isSpent && quota)
    return { until: quota.renews, why: 'the quota of GitHub is spent', isNamed: false, isUndone: true };
  // Some failures are pauses, too.
  if (!isLimited && !isSpent && !(status === 503 && named !== undefined)) return undefined;
  return {
    until: named ?? now + PAUSE_MS,
    why: isSpent ? 'the quota of GitHub is spent' : 'GitHub asks for a pause',
    isNamed: named !== undefined,
    isUndone: status !== 503,
  };
}

/** Turns a failure into what a caller can act on. It contains neither headers nor the token. */
function told(error: unknown, path: string): unknown {
  if (error instanceof TooLarge || error instanceof BacklogError) return error;
  if (error instanceof LeadsElsewhere) return new BacklogError('service', `${error.message}: ${path}`, { hint: MOVED });
  if (error instanceof LostAnswer) return error;
  const { status = 0, message, response } = error as { status?: number; message: string; response?: GithubAnswer };
  const says = saysOf(response?.data, message);
  if (status === 0 || status >= 500 || status === TIMED_OUT)
    return new LostAnswer(`GitHub didn't answer ${path}: ${says}`);
  return new BacklogError(
    status === 404 || status === 410 ? 'not-found' : 'service',
    `GitHub refused ${path}: ${says}`,
    {
      hint: HINTS[status] ?? 'Check the source: `backlog source validate NAME`',
      data: { status },
    },
  );
}

/** Returns GitHub's own words: of a failed validation, also what was wrong with which field. */
function saysOf(data: unknown, otherwise: string): string {
  const { message, errors } = isObject(data) ? data : ({} as Readonly<Record<string, unknown>>);
  const all = (Array.isArray(errors) ? errors.filter(isObject) : []).map(({ message: text, field, code }) =>
    String(text ?? [field, code].filter(Boolean).join(' ')),
  );
  return clip([String(message ?? otherwise), ...all].filter(Boolean).join(': '), 300);
}

/** The pause after a refusal that names none. */
const PAUSE_MS = 60_000;

const MOVED = 'Is GITHUB_API_URL the address of the REST interface, and the repository still there under its name?';

const HINTS: Readonly<Record<number, string>> = {
  401: 'Sign in: `gh auth login`. In CI, set GITHUB_TOKEN.',
  403: 'The token must be allowed to read and write issues of this repository: `gh auth refresh -s repo`',
  404: 'Check the name, and that the token may read the repository: `gh auth status`',
};
