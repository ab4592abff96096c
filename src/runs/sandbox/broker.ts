import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { BROKER_LIMITS } from '../../domain/runs/sandbox.ts';
import { splitLines } from '../process/lines.ts';

/** Maximum number of connections of one run at once, and of their processes, of which some may still be ending. */
const CONNECTIONS = 8;

/** Milliseconds until the first line has to arrive. */
const GREETING_MS = 5_000;

export interface BrokerOptions {
  /** Path of the socket. */
  socket: string;
  /** Path of the program of the queue's MCP server. */
  server: string;
  /** Environment of that program: it names the run and the queue. Nothing of it comes from the agent. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Names of the tools that the run may call. */
  tools: readonly string[];
  /** Receives a sentence about each refused connection. */
  denied: (text: string) => void;
  greetingMs?: number;
}

export interface Broker {
  /** The password of the first line. */
  token: string;
  close(): void;
}

/**
 * Starts the broker of one run: a socket at which its contained agent reaches the queue. Each connection gets an MCP
 * server of its own outside the sandbox, which acts as the run, as it does without a sandbox. The first line is the
 * password; then each line passes {@link passageOf}.
 */
export async function startBroker({
  socket,
  server,
  env,
  cwd,
  tools,
  denied,
  greetingMs = GREETING_MS,
}: BrokerOptions): Promise<Broker> {
  const token = randomBytes(24).toString('base64url');
  const allowed = new Set(tools);
  const clients = new Set<Socket>();
  const servers = new Set<ChildProcess>();
  const door = createServer((client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client)).on('error', () => client.destroy());
    const end = (why: string): void => {
      denied(why);
      client.end();
      client.destroySoon();
    };
    let queue: ReturnType<typeof openQueue> | undefined;
    const late = setTimeout(() => end('the password did not arrive'), greetingMs);
    client.once('close', () => {
      clearTimeout(late);
      queue?.end();
    });
    const lines = splitLines((line) => {
      if (client.destroyed || client.writableEnded) return;
      if (queue === undefined) {
        clearTimeout(late);
        if (!isToken(line, token)) return end('the password is wrong');
        if (servers.size >= CONNECTIONS) return end(CROWDED);
        queue = openQueue({ client, server, env, cwd, servers });
        return;
      }
      const passage = passageOf(line, allowed);
      if ('denied' in passage) denied(passage.denied);
      if (passage.to === 'server') queue.write(passage.line);
      else if (passage.to === 'agent') write(client, passage.line, client);
      else if (passage.to === 'end') end(passage.why);
    }, BROKER_LIMITS.line);
    client.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  });
  door.maxConnections = CONNECTIONS;
  door.on('drop', () => denied(CROWDED));
  await new Promise<void>((done, fail) => door.once('error', fail).listen(socket, done));
  return { token, close: () => closeAll(door, clients) };
}

function closeAll(door: Server, clients: ReadonlySet<Socket>): void {
  door.close();
  for (const client of clients) client.destroy();
}

/** Compares without telling by its duration how much is right. */
function isToken(line: string, token: string): boolean {
  const [said, wanted] = [Buffer.from(line.slice(0, BROKER_LIMITS.greeting)), Buffer.from(token)];
  return said.length === wanted.length && timingSafeEqual(said, wanted);
}

const CROWDED = `more than ${CONNECTIONS} connections at once`;

/** Writes a line. Until the receiver has room, nothing more is read from the agent, so that a flood fills no memory. */
function write(to: Writable, line: string, client: Socket): void {
  if (to.write(`${line}\n`) || client.isPaused()) return;
  client.pause();
  to.once('drain', () => client.resume());
}

interface Connection extends Pick<BrokerOptions, 'server' | 'env' | 'cwd'> {
  client: Socket;
  /** The processes of all connections. */
  servers: Set<ChildProcess>;
}

/** Starts the MCP server of one connection. It ends with the connection. */
function openQueue({ client, server, env, cwd, servers }: Connection) {
  const child = spawn(process.execPath, [server], { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] });
  servers.add(child);
  const gone = (): void => {
    servers.delete(child);
    client.destroySoon();
  };
  child.on('error', gone).once('exit', gone);
  child.stdin.on('error', () => client.destroy());
  child.stdout.on('data', (bytes: Buffer) => {
    if (client.write(bytes)) return;
    // Who reads no answers gets to ask no more.
    child.stdout.pause();
    client.pause().once('drain', () => {
      child.stdout.resume();
      client.resume();
    });
  });
  return {
    write: (line: string) => write(child.stdin, line, client),
    end: () => void child.stdin.end(),
  };
}

/** What the broker does with a line of a contained agent. */
type Passage = Way | (Way & { /** Names a refused call. */ denied: string });
type Way =
  | { to: 'server'; line: string }
  | { to: 'agent'; line: string }
  | { to: 'nobody' }
  /** The connection ends. */
  | { to: 'end'; why: string };

/** The requests and notifications of MCP that reach the queue's server. Answers to its own requests don't. */
const METHODS: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'notifications/initialized',
  'notifications/cancelled',
  'tools/list',
  'tools/call',
]);

/** The tool that hooks of the client call. Its arguments name sessions, so a contained agent could name those of others. */
const HOOK_TOOL = 'hook';

/**
 * Decides about one line of a contained agent. Only requests for the tools of a run pass. The client's capabilities
 * don't, so that the server asks the agent nothing: neither for folders nor for a person's answer. Pure.
 * @param tools names of the tools that the run may call
 */
export function passageOf(line: string, tools: ReadonlySet<string>): Passage {
  if (Buffer.byteLength(line) > BROKER_LIMITS.line) return { to: 'end', why: 'a line is too long' };
  const message = parsed(line);
  if (message === undefined) return { to: 'end', why: 'a line is no JSON object, or it is nested too deeply' };
  const { id, method, params } = message;
  if (typeof method !== 'string') return { to: 'nobody' };
  if (!METHODS.has(method)) return refusal(id, `${method.slice(0, 60)} is not available in a sandbox`);
  const fields = isObject(params) ? params : {};
  if (method === 'tools/call') {
    if (fields.name === HOOK_TOOL) return answer(id, { content: [{ type: 'text', text: '{}' }] });
    if (typeof fields.name !== 'string' || !tools.has(fields.name)) return notATool(id, fields.name, tools);
  }
  const { _meta: __, ...others } = method === 'tools/call' ? callOnly(fields) : fields;
  const meta = safeMeta(fields._meta);
  return {
    to: 'server',
    line: JSON.stringify({
      jsonrpc: '2.0',
      ...(id === undefined ? {} : { id }),
      method,
      params: {
        ...others,
        ...(method === 'initialize' ? { capabilities: {} } : {}),
        ...(meta === undefined ? {} : { _meta: meta }),
      },
    }),
  };
}

/** A call has a name and arguments. Further fields would carry a person's answers to forms. */
function callOnly({ name, arguments: given, _meta }: Record<string, unknown>): Record<string, unknown> {
  return { name, arguments: isObject(given) ? given : {}, _meta };
}

/** Metadata names threads and call ids, by which the server finds callers. Only the protocol's own keys pass. */
function safeMeta(meta: unknown): Record<string, unknown> | undefined {
  if (!isObject(meta)) return undefined;
  const own = Object.entries(meta).filter(
    ([key]) => key.startsWith('io.modelcontextprotocol/') || key === 'progressToken',
  );
  const capabilities = own.map(([key, value]) => (key.endsWith('/clientCapabilities') ? [key, {}] : [key, value]));
  return Object.fromEntries(capabilities);
}

function notATool(id: unknown, name: unknown, tools: ReadonlySet<string>): Passage {
  const said = typeof name === 'string' ? name.slice(0, 60) : 'no name';
  const text = `${JSON.stringify(said)} is not a tool of a contained run. Its tools: ${[...tools].join(', ')}`;
  return { ...answer(id, { isError: true, content: [{ type: 'text', text }] }), denied: `the tool ${said}` };
}

function refusal(id: unknown, message: string): Passage {
  return id === undefined ? { to: 'nobody' } : reply(id, { error: { code: -32601, message } });
}

function answer(id: unknown, result: unknown): Passage {
  return id === undefined ? { to: 'nobody' } : reply(id, { result });
}

function reply(id: unknown, body: Record<string, unknown>): Passage {
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  return { to: 'agent', line: JSON.stringify({ jsonrpc: '2.0', id: known, ...body }) };
}

/** Reads a message. One that is nested deeply would overflow the stack of this process when it is written again. */
function parsed(line: string): Record<string, unknown> | undefined {
  const read = readJsonText(line, () => 'no JSON');
  return 'value' in read && isObject(read.value) ? read.value : undefined;
}
