import { dirname } from 'node:path';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { createSend } from '../../src/store/backends/s3/send.ts';
import { hasCeph, openCeph } from '../../test/support/ceph-gateway.ts';
import { hasPostgres, openPostgres } from '../../test/support/postgres-server.ts';
import type { Bench } from '../bench.ts';
import { startDistance } from './distance.ts';
import { BUCKET, startFakeS3 } from './fake-s3.ts';

/** Names another server to measure, for example `postgres://me@db.example/bench`. */
const SERVER = 'BACKLOG_BENCH_STORE';
/** If set, Ceph's object gateway is measured, too. It needs 20 seconds and 1 GB of memory to start. */
const CEPH = 'BACKLOG_BENCH_CEPH';
/** Connections of the bench's own PostgreSQL: 64 writers, each with a pool of its own. */
const CONNECTIONS = 400;

/** Round trip of the server that is measured as one of another place, in milliseconds. */
const AWAY_MS = 5;

/** A kind of storage for queues. */
export interface Ground {
  name: string;
  /** Returns the address of a queue. Undefined for a folder on this disk. */
  addressOf(queue: string): string | undefined;
  /** Variables with the keys to it. */
  env: Readonly<Record<string, string>>;
  /** Whether it is another way to a server that is measured anyway. Then only its hooks are measured. */
  isAnotherWay?: true;
  /** Whether the server is as far away as one of another place. */
  isFar?: true;
  /** The port of the loopback on which it answers without TLS, and the same address with another port. */
  tcp?: { port: number; addressAt(port: number, queue: string): string };
}

export const DISK: Ground = { name: 'disk', addressOf: () => undefined, env: {} };

/**
 * Starts all servers that are installed, on this disk or in memory. They end with the bench. Their keys are in the
 * environment of this process then, as they are on a person's machine.
 */
export async function openGrounds(bench: Bench): Promise<Ground[]> {
  const found = [...named(), ...(await postgres(bench)), await fake(bench), ...(await ceph(bench))];
  for (const { env } of found) Object.assign(process.env, env);
  return found;
}

function named(): Ground[] {
  const server = process.env[SERVER];
  if (!server) return [];
  const [base = '', query = ''] = server.split('?');
  const addressOf = (queue: string) =>
    /^s3:/i.test(server)
      ? `${base}/${queue}${query && `?${query}`}`
      : `${base}?${new URLSearchParams([...new URLSearchParams(query), ['store', queue]])}`;
  return [{ name: SERVER, addressOf, env: {} }];
}

/** The server waits for the same disk as a queue in a folder does. As another user, it can't use the bench's own folder. */
async function postgres(bench: Bench): Promise<Ground[]> {
  if (!hasPostgres) return [];
  bench.progress('starting PostgreSQL');
  const server = await openPostgres({ disk: dirname(bench.folder), tcp: true, connections: CONNECTIONS });
  bench.atEnd(server.end);
  const ground = (way: 'socket' | 'tcp' | 'tls', name: string): Ground => ({
    name: `PostgreSQL, ${name}`,
    addressOf: (queue) => server.addressBy(way, queue),
    env: {},
  });
  const addressAt = (port: number, queue: string) =>
    server.addressBy('tcp', queue).replace(`:${server.port}/`, `:${port}/`);
  const far = await startDistance(server.port, AWAY_MS);
  bench.atEnd(far.end);
  return [
    { ...ground('tcp', 'TCP'), tcp: { port: server.port, addressAt } },
    {
      ...{ name: `PostgreSQL, ${AWAY_MS} ms away`, addressOf: (queue: string) => addressAt(far.port, queue), env: {} },
      isAnotherWay: true,
      isFar: true,
    },
    { ...ground('socket', 'socket'), isAnotherWay: true },
    { ...ground('tls', 'TLS'), isAnotherWay: true },
  ];
}

async function fake(bench: Bench): Promise<Ground> {
  const child = startFakeS3();
  bench.atEnd(async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  });
  while (child.lines.length === 0) await new Promise((resolve) => child.process.stdout!.once('data', resolve));
  const port = Number(child.lines[0]);
  const addressAt = (at: number, queue: string) =>
    `s3://${BUCKET}/${queue}?endpoint=${encodeURIComponent(`http://127.0.0.1:${at}`)}`;
  return {
    name: 'S3, fake in memory',
    addressOf: (queue) => addressAt(port, queue),
    env: KEYS,
    tcp: { port, addressAt },
  };
}

async function ceph(bench: Bench): Promise<Ground[]> {
  if (!process.env[CEPH]) return [];
  if (!hasCeph) throw new Error(`${CEPH} is set, but Ceph is not installed`);
  bench.progress("starting Ceph's gateway");
  const gateway = await openCeph();
  bench.atEnd(gateway.end);
  Object.assign(process.env, gateway.env);
  await createSend(readS3Address(gateway.address(BUCKET)))({ method: 'PUT' });
  return [{ name: 'S3, Ceph', addressOf: (queue) => gateway.address(`${BUCKET}/${queue}`), env: gateway.env }];
}

/** Keys that the fake and the gateway accept. */
const KEYS = { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'tested' };
