import { spawn } from 'node:child_process';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { BROKER_LIMITS } from '../../domain/runs/sandbox.ts';
import { splitLines } from '../process/lines.ts';
import { passageOf } from './frames.ts';

/** Maximum number of connections of one run at once, each with a process. */
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
export async function startBroker({ socket, server, env, cwd, tools, denied }: BrokerOptions): Promise<Broker> {
  const token = randomBytes(24).toString('base64url');
  const allowed = new Set(tools);
  const clients = new Set<Socket>();
  const door = createServer((client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client)).on('error', () => client.destroy());
    const end = (why: string): void => {
      denied(why);
      client.end();
      client.destroySoon();
    };
    let queue: ReturnType<typeof openQueue> | undefined;
    const late = setTimeout(() => end('the password did not arrive'), GREETING_MS);
    client.once('close', () => {
      clearTimeout(late);
      queue?.end();
    });
    const lines = splitLines((line) => {
      if (client.destroyed || client.writableEnded) return;
      if (queue === undefined) {
        clearTimeout(late);
        if (!isToken(line, token)) return end('the password is wrong');
        queue = openQueue({ client, server, env, cwd });
        return;
      }
      const passage = passageOf(line, allowed);
      if (passage.to === 'server') queue.write(passage.line);
      else if (passage.to === 'agent') client.write(`${passage.line}\n`);
      else if (passage.to === 'end') end(passage.why);
    }, BROKER_LIMITS.line);
    client.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  });
  door.maxConnections = CONNECTIONS;
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

/** Starts the MCP server of one connection. It ends with the connection. */
function openQueue({ client, server, env, cwd }: { client: Socket } & Pick<BrokerOptions, 'server' | 'env' | 'cwd'>) {
  const child = spawn(process.execPath, [server], { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => client.destroy());
  child.once('exit', () => client.destroySoon());
  child.stdin.on('error', () => client.destroy());
  child.stdout.on('data', (bytes: Buffer) => {
    if (!client.write(bytes)) {
      child.stdout.pause();
      client.once('drain', () => child.stdout.resume());
    }
  });
  return {
    write: (line: string) => void child.stdin.write(`${line}\n`),
    end: () => void child.stdin.end(),
  };
}
