import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { answerWithFault, type Fault, type Faulty, type Reply, takeFault } from '../faults.ts';
import { FakePulls } from './pull-state.ts';
import { type Asked, answerOf } from './routes.ts';
import { FakeRepository } from './state.ts';

export interface FakeGitHub extends Faulty {
  api: string;
  repo: string;
  repository: FakeRepository;
  pulls: FakePulls;
  /** All requests with the status of their answers; 0 for a cut connection. */
  requests: { method: string; path: string; status: number }[];
  /** Requests that came while the server had told its caller to wait, or without a quota. */
  tooMany: number;
  /** Requests of an hour; undefined for a server without limits, such as an Enterprise server by default. */
  quota: { limit: number; used: number; reset: number } | undefined;
  /** Writes text with CRLF, as the web page does. */
  crlf: boolean;
  /** How far the server's clock is ahead of ours, in ms. */
  skew: number;
  token: string;
  /** Set for a repository that nobody can change any more. */
  isArchived?: boolean;
  /** Leaves out elements of a page after it was cut, such as those of a blocked user, so that full pages become short. */
  hides?(one: { author?: number }): boolean;
  /** The name that the repository had. Requests for it are redirected. */
  formerly?: string;
  /** The identity of the repository. */
  node?: string;
  /** Called with each answer, before it is sent. */
  answered?(asked: Pick<Asked, 'method' | 'url'>, reply: Reply): void;
  close(): Promise<void>;
}

/** Starts a GitHub that keeps state, over real HTTP. It ends with the test. */
export async function fakeGitHub(options: { now?: number; repo?: string; keep?: true } = {}): Promise<FakeGitHub> {
  const repository = new FakeRepository(options.now ?? Date.parse('2026-07-30T14:30:00Z'));
  const server = createServer((request, response) => void serve(fake, request, response));
  // A busy test would find the connection closed that it kept, and its request would fail with ECONNRESET.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const fake: FakeGitHub = {
    ...{ api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, repo: options.repo ?? 'acme/app' },
    ...{
      repository,
      pulls: new FakePulls(repository),
      requests: [],
      faults: [],
      late: [],
      tooMany: 0,
      quota: undefined,
      crlf: false,
      skew: 0,
      token: 'token-of-test',
      kill: () => {},
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  if (!options.keep) onTestFinished(() => fake.close());
  return fake;
}

/** The time until which a server has told its caller to wait. */
const waits = new WeakMap<FakeGitHub, number>();

async function serve(fake: FakeGitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const log = /^\/blob\/(\d+)$/.exec(path)?.[1];
  if (log !== undefined) {
    fake.requests.push({ method, path, status: request.headers.authorization ? 400 : 200 });
    response.writeHead(request.headers.authorization ? 400 : 200, { 'content-type': 'text/plain' });
    response.end(fake.pulls.runs.find(({ id }) => id === Number(log))?.log);
    return;
  }
  const text = Buffer.concat(chunks).toString();
  const asked: Asked = { method, url: new URL(path, fake.api), body: text === '' ? {} : JSON.parse(text) };
  const fault = takeFault(fake, method, path);
  const end = answerWithFault(fake, fault, {
    refused: refusal(fake, request, fault),
    act: () => answerOf(fake, asked),
    says: (message) => ({ body: { message } }),
  });
  fake.requests.push({ method, path, status: end.reply?.status ?? 0 });
  if (end.reply) fake.answered?.(asked, end.reply);
  if (end.reply) await end.meanwhile?.();
  if (end.reply) send(fake, { request, response, reply: end.reply, isCut: end.isShort === true });
  else if (end.ends === 'cut') request.socket.destroy();
}

function refusal(fake: FakeGitHub, request: IncomingMessage, fault: Fault | undefined): Reply | undefined {
  if (
    request.headers.authorization !== `token ${fake.token}` &&
    request.headers.authorization !== `Bearer ${fake.token}`
  )
    return { status: 401, body: { message: 'Bad credentials' } };
  // Real time, and what a test let pass at the service.
  const real = performance.now() + fake.repository.now;
  if ((waits.get(fake) ?? 0) > real) fake.tooMany++;
  const { quota } = fake;
  if (quota && fake.repository.now >= quota.reset)
    Object.assign(quota, { used: 0, reset: fake.repository.now + 3_600_000 });
  if (quota && quota.used >= quota.limit) fake.tooMany++;
  if ((quota && quota.used >= quota.limit) || fault?.kind === 'rate') {
    if (quota) quota.used = quota.limit;
    return { status: 403, body: { message: 'API rate limit exceeded for user ID 1.' } };
  }
  if (fault?.kind === 'secondary') {
    const after = fault.after ?? 1;
    waits.set(fake, real + after * 1000 - 50);
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { status: 403, body: { message }, headers: { 'retry-after': String(after) } };
  }
  return undefined;
}

function send(
  fake: FakeGitHub,
  {
    request,
    response,
    reply,
    isCut,
  }: { request: IncomingMessage; response: ServerResponse; reply: Reply; isCut: boolean },
): void {
  if (reply.raw !== undefined) {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.raw);
    return;
  }
  const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
  const isSame = reply.status === 200 && request.method === 'GET' && request.headers['if-none-match'] === etag;
  const { quota, repository } = fake;
  // An answer 304 costs nothing.
  if (quota && !isSame && reply.status < 400) quota.used++;
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    date: new Date(repository.now + fake.skew).toUTCString(),
    ...(reply.status === 200 && request.method === 'GET' ? { etag } : {}),
    ...(quota
      ? {
          'x-ratelimit-limit': String(quota.limit),
          'x-ratelimit-remaining': String(Math.max(0, quota.limit - quota.used)),
          'x-ratelimit-reset': String(Math.floor((quota.reset + fake.skew) / 1000)),
          'x-ratelimit-resource': 'core',
        }
      : {}),
    ...reply.headers,
  };
  const status = isSame ? 304 : reply.status;
  if (isSame) fake.requests.at(-1)!.status = 304;
  response.writeHead(status, headers);
  response.end(status === 304 || status === 204 ? undefined : isCut ? text.slice(0, text.length / 2) : text);
}
