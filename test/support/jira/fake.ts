import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Asked, answerOf, type Reply } from './routes.ts';
import { FakeSite } from './state.ts';

/**
 * What goes wrong with the next requests that fit. `after` means that the server did what it was asked for.
 */
export interface Fault {
  kind: '502' | '502 after' | 'cut after' | '429' | '401';
  method?: string;
  path?: RegExp;
  times?: number;
  /** Number of fitting requests that go well before. */
  from?: number;
  /** Seconds of Retry-After. */
  after?: number;
  reason?: string;
}

export interface FakeJira {
  api: string;
  project: string;
  site: FakeSite;
  /** All requests with the status of their answers; 0 for a cut connection. */
  requests: { method: string; path: string; status: number }[];
  faults: Fault[];
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
  /** Called before and after the server does what a request asks for. */
  watch?: (when: 'before' | 'after', method: string, path: string) => void;
  email: string;
  token: string;
  close(): Promise<void>;
}

/** Starts a Jira that keeps state, over real HTTP. It ends with the test. */
export async function fakeJira(options: { now?: number; keep?: true } = {}): Promise<FakeJira> {
  const site = new FakeSite(options.now ?? Date.parse('2026-07-30T14:30:00Z'));
  const server = createServer((request, response) => void serve(fake, request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const fake: FakeJira = {
    ...{ api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, project: 'APP', site },
    ...{ requests: [], faults: [], tooMany: 0, headers: {}, tokens: new Map(), page: 100, needed: [] },
    ...{ mostComments: 5_000, mayWrite: true, email: 'me@example.com', token: 'token-of-test' },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  if (!options.keep) onTestFinished(() => fake.close());
  return fake;
}

const waits = new WeakMap<FakeJira, number>();

async function serve(fake: FakeJira, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const text = Buffer.concat(chunks).toString();
  const asked: Asked = { method, url: new URL(path, fake.api), body: text === '' ? {} : JSON.parse(text) };
  const fault = takeFault(fake, method, path);
  fake.watch?.('before', method, path);
  const before = refusal(fake, request, fault);
  const reply = before ?? answerOf(fake, asked);
  fake.watch?.('after', method, path);
  const isCut = !before && fault?.kind === 'cut after';
  const sent = !before && fault?.kind === '502 after' ? { status: 502, body: '<html>Bad Gateway</html>' } : reply;
  fake.requests.push({ method, path, status: isCut ? 0 : sent.status });
  if (isCut) request.socket.destroy();
  else send(fake, response, sent);
}

function takeFault(fake: FakeJira, method: string, path: string): Fault | undefined {
  const fault = fake.faults.find((one) => (one.method ?? method) === method && (one.path?.test(path) ?? true));
  if (!fault) return undefined;
  if (fault.from) {
    fault.from--;
    return undefined;
  }
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) fake.faults.splice(fake.faults.indexOf(fault), 1);
  return fault;
}

function refusal(fake: FakeJira, request: IncomingMessage, fault: Fault | undefined): Reply | undefined {
  const own = `Basic ${Buffer.from(`${fake.email}:${fake.token}`).toString('base64')}`;
  if (request.headers.authorization !== own || fault?.kind === '401')
    return { status: 401, body: { errorMessages: ['Client must be authenticated to access this resource.'] } };
  if ((waits.get(fake) ?? 0) > Date.now()) fake.tooMany++;
  if (fault?.kind === '429') {
    const after = fault.after ?? 1;
    waits.set(fake, Date.now() + after * 1000 - 50);
    const headers = { 'retry-after': String(after), 'ratelimit-reason': fault.reason ?? 'jira-burst-based' };
    return { status: 429, body: { errorMessages: ['Rate limit exceeded.'] }, headers };
  }
  return fault?.kind === '502' ? { status: 502, body: '<html>Bad Gateway</html>' } : undefined;
}

function send(fake: FakeJira, response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/html' : 'application/json;charset=UTF-8',
    date: new Date(fake.site.now).toUTCString(),
    ...fake.headers,
    ...headers,
  });
  response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
}
