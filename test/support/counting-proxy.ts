import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connectTo, socketServer } from './socket.ts';

/** What passed a proxy since the last count. */
export interface Traffic {
  /** Number of requests: data of a client that the server answered. The end of a connection gets no answer. */
  requests: number;
  /** Number of times that the client waited for an answer. Requests at the same time count once. */
  roundTrips: number;
  /** Bytes in both directions. */
  bytes: number;
}

export interface CountingProxy {
  port: number;
  /** Returns what passed since the last call. */
  take(): Traffic;
  /** Ends the connection that receives the byte with this number, counted from now, once. */
  cutAfter(bytes: number): void;
  /** Ends the connections of all clients with an error. */
  reset(): void;
  end(): void;
}

/**
 * Starts a proxy on the loopback. It holds every answer for some milliseconds, so that requests at the same time are
 * seen as such.
 */
export async function openProxy(target: number, holdMs: number): Promise<CountingProxy> {
  let passed: Traffic = { requests: 0, roundTrips: 0, bytes: 0 };
  /** Whether the last data of any connection came from the server. */
  let answered = true;
  let untilCut = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const server = socketServer((client) => {
    clients.add(client.on('close', () => clients.delete(client)));
    const upstream = connectTo(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('close', () => sockets.delete(socket));
    }
    let isAsked = false;
    client.on('data', (bytes) => {
      passed.bytes += bytes.length;
      [isAsked, answered] = [true, false];
      upstream.write(bytes);
    });
    upstream.on('data', async (bytes) => {
      passed.bytes += bytes.length;
      await wait(holdMs);
      if (isAsked) passed.requests++;
      if (isAsked && !answered) passed.roundTrips++;
      [isAsked, answered] = [false, true];
      untilCut -= bytes.length;
      if (untilCut > 0) return client.write(bytes);
      untilCut = Number.POSITIVE_INFINITY;
      return client.end(bytes.subarray(0, -1));
    });
    client.on('end', () => upstream.end());
    client.on('close', () => upstream.destroy());
    upstream.on('end', async () => {
      await wait(holdMs);
      client.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    reset() {
      for (const client of clients) client.resetAndDestroy();
    },
    port: (server.address() as AddressInfo).port,
    take() {
      const found = passed;
      passed = { requests: 0, roundTrips: 0, bytes: 0 };
      answered = true;
      return found;
    },
    cutAfter(bytes) {
      untilCut = bytes;
    },
    end() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
