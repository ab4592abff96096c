import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { ENVIRONMENT } from './environment.ts';

/** How a server is started. Nothing of the caller's environment gets through but PATH. */
export interface Start {
  /** The bundled server, or the words that start any other one; these get a process group, so that a wrapper dies with its child. */
  server: string | readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Addresses of the folders that are open, for a client that tells them. */
  roots?: readonly string[];
}

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  stderr: string;
}

export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** An MCP server process, spoken to in lines of JSON: nothing of a client library between the test and the process. */
export interface RawServer {
  readonly pid: number;
  /** Every line of standard output so far. */
  readonly lines: readonly string[];
  readonly ended: Promise<Ended>;
  /** Resolves to the `result` of the response; rejects with {@link Gone} when the process ends before it. */
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  /** The two messages with which a client begins. */
  initialize(): Promise<Record<string, unknown>>;
  call(tool: string, args?: object): Promise<ToolAnswer>;
  /** The text of a call that must succeed. */
  text(tool: string, args?: object): Promise<string>;
  /** Ends it: by a signal, or by closing its standard input. */
  end(way: Way): void;
}

export const WAYS = ['closed stdin', 'SIGTERM', 'SIGINT', 'SIGKILL'] as const;
export type Way = (typeof WAYS)[number];

/** The process ended before it answered: whether the call had an effect is not known. */
export class Gone extends Error {}

export function startServer({ server, cwd, env, roots }: Start): RawServer {
  const [program = '', ...words] = typeof server === 'string' ? [process.execPath, server] : server;
  const grouped = typeof server !== 'string';
  const child = spawn(program, words, { cwd, env: { ...ENVIRONMENT, ...env }, detached: grouped });
  const pending = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  const lines: string[] = [];
  let last = 0;

  readLines(child, (line) => {
    lines.push(line);
    const { id, method, result, error } = parseLine(line);
    if (method !== undefined) {
      if (method === 'roots/list' && roots) send({ id, result: { roots: roots.map((uri) => ({ uri })) } });
      else if (id !== undefined) refuseRequest(id);
      return;
    }
    const waiting = pending.get(id ?? 0);
    pending.delete(id ?? 0);
    if (result) waiting?.resolve(result);
    else waiting?.reject(new Error(error?.message ?? line));
  });
  const ended = endOf(child).then((end) => {
    for (const { reject } of pending.values()) reject(new Gone(`the server ended: ${end.stderr || end.code}`));
    pending.clear();
    return end;
  });
  ended.catch(() => undefined);

  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const refuseRequest = (id: number) => send({ id, error: { code: -32601, message: 'this client answers nothing' } });
  const request: RawServer['request'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      if (!child.stdin.writable) return reject(new Gone('the server takes no more calls'));
      const id = ++last;
      pending.set(id, { resolve, reject });
      send({ id, method, params });
    });
  const call: RawServer['call'] = async (name, args = {}) =>
    answerOf(await request('tools/call', { name, arguments: args }));

  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    request,
    call,
    async initialize() {
      const result = await request('initialize', { ...INITIALIZE, ...(roots ? { capabilities: { roots: {} } } : {}) });
      send({ method: 'notifications/initialized' });
      return result;
    },
    async text(tool, args) {
      const { text, isError } = await call(tool, args);
      if (isError) throw new Error(`${tool}: ${text}`);
      return text;
    },
    end: (way) => {
      if (way === 'closed stdin') child.stdin.end();
      else if (grouped) killGroup(child, way);
      else child.kill(way);
    },
  };
}

const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'raw-client', version: '1.0.0' },
};

/** Nothing to do when all of it is gone already. */
function killGroup({ pid }: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Response {
  id?: number;
  /** A request or a notification of the server. */
  method?: string;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** A line that is no JSON answers nobody; the test that looks at `lines` will find it. */
function parseLine(line: string): Response {
  try {
    return JSON.parse(line) as Response;
  } catch {
    return {};
  }
}

function answerOf(result: Record<string, unknown>): ToolAnswer {
  const content = result.content as { text?: string }[];
  return { text: content.map(({ text = '' }) => text).join('\n'), isError: result.isError === true };
}

function readLines({ stdout }: ChildProcessWithoutNullStreams, onLine: (line: string) => void): void {
  let rest = '';
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  // Writing to a process that just ended is expected here; its end is told by `ended`.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
}
