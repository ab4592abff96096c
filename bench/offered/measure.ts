import { join } from 'node:path';
import postgres from 'postgres';
import { openStore, storeAddress } from '../../src/store/index.ts';
import { type Child, startChild } from '../../test/support/child.ts';
import type { PostgresServer } from '../../test/support/postgres-server.ts';
import { firstLine, lineOf, startDistance } from '../backends/distance.ts';
import { quantile } from '../stats.ts';
import type { Job, Load, Wrote } from './job.ts';

export interface Setting {
  roundTripMs: number;
  /** Number of processes that write. */
  writers: number;
  /** The loads, one after the other in one queue. */
  loads: readonly Load[];
  /** Length of each measurement. */
  seconds: number;
}

/** What one measurement found. */
export interface Measured {
  load: Load;
  perSecond: number;
  /** Milliseconds of one commit. */
  p50: number;
  p95: number;
  longest: number;
  failed: number;
  /** Fewest and most commits of a writer. */
  least: number;
  most: number;
  /** Statements of the server for each commit. */
  statements: number;
  /** Most connections at one time. */
  connections: number;
}

/**
 * Lets processes write to a new queue of a server, each with a store of its own, and measures each load.
 * @param program the bundled writer
 * @param folder a folder for the writers' files
 */
export async function* measure(
  server: PostgresServer,
  { roundTripMs, writers, loads, seconds }: Setting,
  { program, folder }: { program: string; folder: string },
): AsyncGenerator<Measured> {
  const queue = `q${Math.random().toString(36).slice(2)}`;
  const far = roundTripMs > 0 ? await startDistance(server.port, roundTripMs) : undefined;
  const port = far?.port ?? server.port;
  const address = storeAddress(server.addressBy('tcp', queue).replace(`:${server.port}/`, `:${port}/`));
  const dir = join(folder, queue);
  await (await openStore({ dir, address, create: true })).close();
  const counts = countsOf(server);
  const children: Child[] = [];
  try {
    // One after the other: a program's start is no part of the measurement, and takes the processor of the others.
    for (let writer = 0; writer < writers; writer++) {
      const job: Job = { address, dir, writer, writers, loads, seconds };
      const child = startChild(program, [JSON.stringify(job)]);
      children.push(child);
      await firstLine(child);
    }
    for (const [n, load] of loads.entries()) {
      const [connected, written] = [2 + 2 * n, 3 + 2 * n];
      // The connections of writers at work are open.
      for (const child of children) {
        child.process.kill('SIGUSR1');
        await lineOf(child, connected);
      }
      const before = await counts.statements();
      const began = performance.now();
      const connections = counts.connections();
      for (const { process: writer } of children) writer.kill('SIGUSR2');
      const wrote = await Promise.all(children.map((child) => wroteBy(child, written)));
      const took = (performance.now() - began) / 1000;
      const { most, asked } = await connections.end();
      const statements = (await counts.statements()) - before - asked;
      yield { load, ...figures(wrote, { took, statements, connections: most }) };
    }
  } finally {
    for (const { process: child } of children) child.kill('SIGKILL');
    far?.end();
    await counts.end();
  }
}

async function wroteBy(child: Child, line: number): Promise<Wrote> {
  return lineOf(child, line).then(JSON.parse, () => ({ waits: [], failed: ['the process ended early'] }));
}

function figures(
  wrote: readonly Wrote[],
  { took, statements, connections }: { took: number; statements: number; connections: number },
): Omit<Measured, 'load'> {
  const waits = wrote.flatMap((one) => one.waits);
  const each = wrote.map((one) => one.waits.length);
  const failed = wrote.flatMap((one) => one.failed);
  for (const message of new Set(failed)) process.stderr.write(`failed: ${message}\n`);
  const ms = (q: number) => quantile(waits, q) ?? Number.NaN;
  return {
    ...{ perSecond: waits.length / took, p50: ms(0.5), p95: ms(0.95), longest: ms(1), failed: failed.length },
    ...{ least: Math.min(...each), most: Math.max(...each), statements: statements / waits.length, connections },
  };
}

/** The server's own counts, by one connection. */
function countsOf(server: PostgresServer) {
  const options = { host: '127.0.0.1', port: server.port, user: 'owner', database: 'postgres', max: 1 };
  const sql = postgres(options);
  return {
    /** Returns the number of ended transactions, which the server tells late. A statement outside a transaction is one. */
    async statements(): Promise<number> {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      const [row] = await sql`
        select (xact_commit + xact_rollback)::int as n from pg_stat_database where datname = 'postgres'`;
      return row!.n;
    },

    /** Counts the open connections each second until `end`, which returns the most and the number of counts. */
    connections() {
      let [most, asked] = [0, 0];
      const count = async () => {
        asked++;
        const [row] = await sql`
          select count(*)::int as n from pg_stat_activity
          where backend_type = 'client backend' and pid <> pg_backend_pid()`;
        most = Math.max(most, row!.n);
      };
      let last = count();
      const timer = setInterval(() => {
        last = count();
      }, 1_000);
      return {
        async end() {
          clearInterval(timer);
          await last;
          return { most, asked };
        },
      };
    },

    end: () => sql.end({ timeout: 1 }),
  };
}
