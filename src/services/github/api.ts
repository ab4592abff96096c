import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { githubQuota, skewOf, stillCounted, waitForQuota, waitForWrite } from '../quota.ts';
import { LeadsElsewhere, LostAnswer, MustWait, type Quota, TooLarge } from '../service.ts';
import { jittered, RETRIES, RETRY_MS, retryTime, SERVICE_PATIENCE_MS, waitUntil } from '../waiting.ts';

export interface GithubAnswer {
  status: number;
  data: unknown;
  headers: Readonly<Record<string, string | number | undefined>>;
}

export interface GithubApi {
  /** Reads. A status of 304, 301 and 307 is an answer, too. */
  get(path: string, query?: Readonly<Record<string, unknown>>, tag?: string): Promise<GithubAnswer>;
  /** Reads the log behind a redirect. The token stays with the interface. */
  log(path: string): Promise<string>;
  /** Changes something, once. @throws {LostAnswer} if nobody knows whether it happened */
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<GithubAnswer>;
  quota(): Quota | undefined;
  requests(): number;
  /** The service's time, by the last answer. */
  serverNow(): number;
}

/** Octokit's own parser gives up at long texts, and then returns the text. */
const REQUEST = { fetch: boundedFetch, parseSuccessResponseBody: false };

const Client = Octokit.plugin(throttling, retry);

/**
 * Opens GitHub's REST interface: the one place that spends the quota. Reads are repeated after a failure. Changes are
 * not, because a failed one may have happened.
 */
export function openGithub({
  api,
  token,
  progress,
}: {
  api: string;
  token: string;
  progress?: ProgressReport | undefined;
}): GithubApi {
  let [quota, count, skew]: [Quota | undefined, number, number] = [undefined, 0, 0];
  let sent: number[] = [];
  const wait = (until: number, why: string) => waitUntil(until, why, progress);
  /** Spaces changes of a server with limits. */
  const pace = {
    key: () => ({
      async schedule<T>(_: object, job: (...rest: unknown[]) => T, ...rest: unknown[]): Promise<T> {
        if (quota) {
          await wait(waitForWrite(sent, Date.now()), 'GitHub accepts 80 changes a minute and 500 an hour');
          sent = [...stillCounted(sent, Date.now()), Date.now()];
        }
        return job(...rest);
      },
    }),
  };
  const free = {
    key: () => ({ schedule: async <T>(_: object, job: (...rest: unknown[]) => T, ...rest: unknown[]) => job(...rest) }),
  };
  const octokit = new Client({
    ...{ auth: token, baseUrl: api, userAgent: 'backlog' },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: REQUEST,
    retry: { retries: RETRIES, retryAfterBaseValue: jittered(RETRY_MS) },
    throttle: {
      ...({ write: pace, notifications: free } as object),
      retryAfterBaseValue: jittered(1_000),
      onSecondaryRateLimit: (after: number, _: object, __: object, tries: number) => {
        const isSoon = after > 0 && after * 1_300 <= SERVICE_PATIENCE_MS && tries < 2;
        if (isSoon) progress?.(0, 1, `waiting ${after} s: GitHub asks for a pause`);
        return isSoon;
      },
      onRateLimit: () => false,
    },
  });
  octokit.hook.before('request', async () => {
    const until = waitForQuota(quota, Date.now());
    if (until !== undefined) await wait(until, 'the rest of the quota is for people');
  });
  const heard = (headers: GithubAnswer['headers']) => {
    count++;
    quota = githubQuota(headers, Date.now()) ?? quota;
    skew = skewOf(headers, Date.now()) ?? skew;
  };
  const ask = async (method: string, path: string, more: Readonly<Record<string, unknown>>): Promise<GithubAnswer> => {
    try {
      const { status, data, headers } = await octokit.request(`${method} ${path}`, { ...more });
      heard(headers);
      return { status, data: await parsed(data, path, headers), headers };
    } catch (error) {
      const { response } = error as { response?: GithubAnswer };
      if (response) heard(response.headers);
      if (response?.status === 304) return { ...response, data: undefined };
      throw told(error, { path, quota, skew });
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
    send: (method, path, body = {}) =>
      ask(method, path, { ...body, request: { ...REQUEST, retries: 0, redirect: 'manual' } }),
    quota: () => quota,
    requests: () => count,
    serverNow: () => Date.now() + skew,
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

/** Turns a failure into what a caller can act on. It contains neither headers nor the token. */
function told(
  error: unknown,
  { path, quota, skew }: { path: string; quota: Quota | undefined; skew: number },
): unknown {
  if (error instanceof MustWait || error instanceof TooLarge || error instanceof BacklogError) return error;
  if (error instanceof LeadsElsewhere) return new BacklogError('service', `${error.message}: ${path}`, { hint: MOVED });
  if (error instanceof LostAnswer) return error;
  const { status = 0, message, response } = error as { status?: number; message: string; response?: GithubAnswer };
  const says = saysOf(response?.data, message);
  const now = Date.now();
  const until = retryTime(response?.headers['retry-after'], { now, skew });
  const isSpent = String(response?.headers['x-ratelimit-remaining']) === '0';
  const asksForPause =
    status === 429 || (status === 403 && (until !== undefined || /rate limit|abuse detection/i.test(says)));
  if (asksForPause || (status === 403 && isSpent))
    return new MustWait(
      isSpent ? 'the quota of GitHub is spent' : 'GitHub asks for a pause',
      isSpent && quota ? quota.renews : (until ?? now + PAUSE_MS),
    );
  if (status === 0 || status >= 500) return new LostAnswer(`GitHub didn't answer ${path}: ${says}`);
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
