import { request as ask, createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import { connectTo, socketServer } from '../support/socket.ts';

/** Where the server listens on this computer. */
export type Upstream = { path: string } | { port: number };

/** Passes the traffic of all machines on, and loses or doubles some of it. */
export interface Proxy {
  readonly port: number;
  /** Number of faults by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** True while faults happen. */
  faulty: boolean;
  end(): Promise<void>;
}

/** Longest time until a request arrives a second time, in milliseconds. */
const LATE_MS = 6_000;

/** @param rare one in so many pieces of traffic meets a fault */
export async function startProxy(
  kind: 'tcp' | 'http',
  { host, upstream, random, rare }: { host: string; upstream: Upstream; random: Random; rare: number },
): Promise<Proxy> {
  const counts: Record<string, number> = {};
  const sockets = new Set<Socket>();
  const luck = (kinds: readonly string[]): string | undefined => {
    if (!proxy.faulty || random.int(rare) > 0) return undefined;
    const found = random.pick(kinds);
    counts[found] = (counts[found] ?? 0) + 1;
    return found;
  };
  const server: Server =
    kind === 'tcp'
      ? socketServer((client) => passBytes(client, upstream, luck))
      : createHttp((message, answer) => void passRequest(message, answer, { upstream, luck, random }));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const proxy: Proxy = {
    port: (server.address() as AddressInfo).port,
    counts,
    faulty: false,
    async end() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

type Luck = (kinds: readonly string[]) => string | undefined;

/** Passes bytes in both directions. A fault ends the connection before the server gets a request, or after. */
function passBytes(client: Socket, upstream: Upstream, luck: Luck): void {
  const server = connectTo(upstream);
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on('error', end).on('close', end);
  server.on('data', (bytes) => client.write(bytes));
  client.on('data', (bytes) => {
    const fault = luck(['lost request', 'lost answer', 'lost answer']);
    if (fault === 'lost request') return end();
    if (fault !== 'lost answer') return void server.write(bytes);
    server.removeAllListeners('data').on('data', () => {});
    server.write(bytes);
    // The server answers meanwhile. The client learns nothing of it.
    void wait(60).then(end);
  });
}

interface Passing {
  upstream: Upstream;
  luck: Luck;
  random: Random;
}

/** Passes a request on, or loses it, loses its answer, sends it twice, or sends it again much later. */
async function passRequest(
  message: IncomingMessage,
  answer: ServerResponse,
  { upstream, luck, random }: Passing,
): Promise<void> {
  const kinds = ['lost request', 'lost answer', 'lost answer', 'doubled', 'doubled', 'again later', 'busy'];
  // A service refuses writes more often than reads: one of two at once, and those of a busy folder.
  const fault = luck(message.method === 'PUT' ? [...kinds, 'busy', 'conflict', 'conflict'] : kinds);
  try {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const send = () => sendOn(message, body, upstream);
    if (fault === 'lost request') return void message.socket.destroy();
    if (fault === 'busy') return void answer.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    if (fault === 'conflict')
      return void answer.writeHead(409).end('<Error><Code>ConditionalRequestConflict</Code></Error>');
    if (fault === 'doubled') await send();
    const found = await send();
    if (fault === 'again later')
      void wait(random.int(LATE_MS))
        .then(send)
        .catch(() => undefined);
    if (fault === 'lost answer') return void message.socket.destroy();
    answer.writeHead(found.status, found.headers).end(found.body);
  } catch {
    message.socket.destroy();
  }
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function sendOn({ method, url, headers }: IncomingMessage, body: Buffer, upstream: Upstream): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = { ...upstream, host: '127.0.0.1', method, path: url, headers: { ...headers, connection: 'close' } };
    const sent = ask(to as object, async (found) => {
      try {
        const parts: Buffer[] = [];
        for await (const part of found) parts.push(part as Buffer);
        const { connection: _, 'transfer-encoding': __, ...kept } = found.headers;
        resolve({ status: found.statusCode ?? 502, headers: kept, body: Buffer.concat(parts) });
      } catch (error) {
        reject(error as Error);
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
