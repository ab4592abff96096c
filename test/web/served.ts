import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import type { StartJob } from '../../src/work/processes/background-job.ts';
import { type Opened, openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from '../support/folder.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/** A board in this process, with one workspace, and a browser that is logged in. */
export interface Served {
  folder: string;
  port: number;
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** Of the workspace. */
  uuid: string;
  /** What the browser sends with every request. */
  shown: Shown;
  /** The same as lines of a request. */
  lines: string[];
  /** The same store, opened by somebody else. */
  opened: Opened;
  /** Streams of events that are open. */
  listeners(): number;
  /** Defects of ours that were told. */
  failures: unknown[];
  link(): string;
  /** Calls a command as the browser does. */
  call<T = Record<string, unknown>>(command: string, input?: unknown): Promise<Answer<T>>;
  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  close(): Promise<void>;
  /** Starts it again, at the same port. */
  again(): Promise<void>;
}

/** Where the store of {@link served} is: a home of its own, in a folder that goes away with the test. */
export async function served({
  web,
  now,
  disk,
  runs = false,
  secrets = {},
}: {
  web?: string;
  now?: () => number;
  /** Puts a disk of its own where the store will be. */
  disk?: (home: string) => void;
  /** Are supervisors of runs really started? */
  runs?: boolean;
  /** Secrets in the environment of the server. */
  secrets?: Record<string, string>;
} = {}): Promise<Served> {
  const folder = tempFolder('board');
  const project = join(folder, 'project');
  mkdirSync(project);
  const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada', TZ: 'UTC', ...secrets };
  disk?.(env.BACKLOG_HOME);
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await opened.make();
  const failures: unknown[] = [];
  const starting = {
    // The supervisor of the same build as the page, because `plugin/` may be older than the sources.
    errands: ((job, place) => {
      if (runs) startJob(join(web!, '../supervisor.cjs'), job, place);
    }) satisfies StartJob,
    ...{ env, cwd: project, failed: (error: unknown) => void failures.push(error) },
    mcp: async () => (await import('../../src/interfaces/mcp/http.ts')).answerMcp,
    ...(web ? { web } : {}),
    ...(now ? { now } : {}),
  };
  let started = await startBoard({ ...starting, port: 0 });
  const { port } = started;
  onTestFinished(() => started.close());
  const origin = `http://127.0.0.1:${port}`;
  const shown = await logIn(started.link());
  const lines = Object.entries(shown).map(([name, value]) => `${name}: ${value}`);
  const ask = async <T>(path: string, init: RequestInit): Promise<Answer<T>> =>
    answerOf(await fetch(origin + path, { ...init, headers: { ...ONCE, ...init.headers } }));
  const uuid = opened.where.dir.split('/').at(-1)!;
  return {
    ...{ folder, port, origin, uuid, shown, lines, opened, failures },
    link: () => started.link(),
    listeners: () => started.listeners(),
    close: () => started.close(),
    async again() {
      started = await startBoard({ ...starting, port });
    },
    call: (command, input = {}) =>
      ask(`/api/v1/${uuid}/${command}`, {
        method: 'POST',
        headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
        body: JSON.stringify(input),
      }),
    get: (path, headers = {}) => ask(path, { headers: { ...shown, ...headers } }),
  };
}

/** A connection for each request: one that is kept may have been closed by a server that has started again since. */
const ONCE = { connection: 'close' };

/** Headers that let a browser in. */
export type Shown = Record<'cookie' | 'backlog-key', string>;

/** Exchanges the key of a link, as the page behind it does. */
export async function redeem(link: string): Promise<Response> {
  const { origin, searchParams } = new URL(link);
  return fetch(`${origin}/api/v1/login`, {
    method: 'POST',
    headers: { ...ONCE, 'content-type': 'application/json', 'x-backlog': '1' },
    body: JSON.stringify({ key: searchParams.get('key') }),
  });
}

/** Follows the link; resolves to what is shown from then on. */
export async function logIn(link: string): Promise<Shown> {
  const response = await redeem(link);
  const { key } = (await response.json()) as { key: string };
  return { cookie: response.headers.get('set-cookie')!.split(';')[0]!, 'backlog-key': key };
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
  };
}

/** Makes another queue in the same home. It is closed after the test. @returns its uuid */
export async function anotherQueue({ folder }: { folder: string }): Promise<string> {
  const other = join(folder, 'other');
  mkdirSync(other);
  const opened = await openWorkspace({ cwd: other, env: { BACKLOG_HOME: join(folder, 'home') } });
  onTestFinished(() => opened.close());
  await opened.make();
  return opened.where.dir.split('/').at(-1)!;
}
