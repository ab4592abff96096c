import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { answerWithFault, type Ending, type Fault, type Faulty, type Reply, takeFault } from '../faults.ts';
import { type Asked, answerOf } from './routes.ts';
import { FakeSite } from './state.ts';

export interface FakeJira extends Faulty {
  api: string;
  project: string;
  site: FakeSite;
  /** All requests with the status of their answers; 0 for a cut connection. */
  requests: { method: string; path: string; status: number }[];
  /** Requests that came while the server had told its caller to wait. */
  tooMany: number;
  /** Headers of every answer, such as those of a quota. */
  headers: Record<string, string>;
  tokens: Map<string, { ids: string[]; start: number }>;
  /** Maximum size of a page. */
  page: number;
  /** Fields that a new issue needs. */
  needed: string[];
  mostComments: number;
  mayWrite: boolean;
  email: string;
  token: string;
  close(): Promise<void>;
}

/** Makes a Jira that keeps state, for requests without a network: see {@link fetchJira}. */
export function jiraWithoutServer({ now, api }: { now: number; api: string }): FakeJira {
  return {
    ...{ api, project: 'APP', site: new FakeSite(now), requests: [], faults: [], late: [], kill: () => {} },
    ...{ tooMany: 0, headers: {}, tokens: new Map(), page: 100, needed: [], mostComments: 5_000, mayWrite: true },
    ...{ email: 'me@example.com', token: 'token-of-test', close: async () => {} },
  };
}

/** Starts a Jira that keeps state, over real HTTP. It ends with the test. */
export async function fakeJira(options: { now?: number; keep?: true } = {}): Promise<FakeJira> {
  const server = createServer((request, response) => void serve(fake, request, response));
  // A busy test would find the connection closed that it kept, and its request would fail with ECONNRESET.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake = jiraWithoutServer({ now: options.now ?? Date.parse('2026-07-30T14:30:00Z'), api });
  fake.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  if (!options.keep) onTestFinished(() => fake.close());
  return fake;
}

const waits = new WeakMap<FakeJira, number>();

/** Real time, and what a test let pass at the service. */
const timeOf = ({ site }: FakeJira): number => performance.now() + site.now;

/** The header with which the token of a fake is sent. */
export const authorizationOf = ({ email, token }: FakeJira): string =>
  `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;

interface Request {
  method: string;
  path: string;
  authorization: string | undefined;
  text: string;
}

function ending(fake: FakeJira, { method, path, authorization, text }: Request): Ending {
  const asked: Asked = { method, url: new URL(path, fake.api), body: text === '' ? {} : JSON.parse(text) };
  const fault = takeFault(fake, method, path);
  const end = answerWithFault(fake, fault, {
    refused: refusal(fake, authorization, fault),
    act: () => answerOf(fake, asked),
    says: (message) => ({ body: { errorMessages: [message] } }),
  });
  fake.requests.push({ method, path, status: end.reply?.status ?? 0 });
  return end;
}

/** Asks a fake without a network. */
export async function fetchJira(fake: FakeJira, url: string, options: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(url);
  const { method = 'GET', body } = options;
  const authorization = new Headers(options.headers).get('authorization') ?? undefined;
  const end = ending(fake, { method, path: pathname + search, authorization, text: body ? String(body) : '' });
  if (!end.reply) throw new TypeError('fetch failed');
  const { status, headers, text } = written(fake, end.reply, end.isShort);
  return new Response(status === 204 ? null : text, { status, headers });
}

async function serve(fake: FakeJira, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = 'GET', url: path = '/', headers } = request;
  const text = Buffer.concat(chunks).toString();
  const end = ending(fake, { method, path, authorization: headers.authorization, text });
  if (end.reply) {
    await end.meanwhile?.();
    const made = written(fake, end.reply, end.isShort);
    response.writeHead(made.status, made.headers).end(made.text);
  } else if (end.ends === 'cut') request.socket.destroy();
}

function refusal(fake: FakeJira, authorization: string | undefined, fault: Fault | undefined): Reply | undefined {
  if (authorization !== authorizationOf(fake))
    return { status: 401, body: { errorMessages: ['Client must be authenticated to access this resource.'] } };
  if ((waits.get(fake) ?? 0) > timeOf(fake)) fake.tooMany++;
  if (fault?.kind !== '429') return undefined;
  const after = fault.after ?? 1;
  waits.set(fake, timeOf(fake) + after * 1000 - 50);
  const headers = { 'retry-after': String(after), 'ratelimit-reason': fault.reason ?? 'jira-burst-based' };
  return { status: 429, body: { errorMessages: ['Rate limit exceeded.'] }, headers };
}

function written(fake: FakeJira, { status, body, raw, headers }: Reply, isShort = false) {
  const text = String(raw ?? (body === undefined ? '' : JSON.stringify(body)));
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      date: new Date(fake.site.now).toUTCString(),
      ...fake.headers,
      ...headers,
    },
    text: isShort ? text.slice(0, text.length / 2) : text,
  };
}
