import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { ENVIRONMENT } from './environment.ts';

/** Options for starting a server. It gets only PATH of the caller's environment. */
export interface Start {
  /**
   * The bundled server, or the command line of another one. The latter gets a process group, so that its child
   * processes end with it.
   */
  server: string | readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** URIs of the client's open folders, for a client that supports roots. */
  roots?: readonly string[];
}

export interface Ended {
  /** Exit code; null if a signal ended the process. */
  code: number | null;
  stderr: string;
}

export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** An MCP server process. Tests send JSON lines to it directly, without a client library. */
export interface RawServer {
  readonly pid: number;
  /** Every line of standard output so far. */
  readonly lines: readonly string[];
  readonly ended: Promise<Ended>;
  /**
   * Sends a request. Resolves to the `result` of the response; rejects with {@link Gone} if the process ends before it.
   */
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Sends the two messages with which a client begins. */
  initialize(): Promise<Record<string, unknown>>;
  call(tool: string, args?: object): Promise<ToolAnswer>;
  /** Returns the text of a tool call that must succeed. */
  text(tool: string, args?: object): Promise<string>;
  /** Ends the process by a signal, or by closing its standard input. */
  end(way: Way): void;
}

export const WAYS = ['closed stdin', 'SIGTERM', 'SIGINT', 'SIGKILL'] as const;
export type Way = (typeof WAYS)[number];

/** The error for a process that ended before it answered. It is unknown whether the call had an effect. */
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

/** Sends a signal to a process group. Does nothing if the group has already ended. */
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
  /** Set for a request or a notification by the server. */
  method?: string;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** Parses a line of output. Returns an empty response for a line that is not JSON; tests can find it in `lines`. */
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
  // Writing to a process that has just ended is expected here. `ended` reports its end.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
}
