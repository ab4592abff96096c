import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { addAuthorRole } from '../../src/store/backends/postgres/roles.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { createSend } from '../../src/store/backends/s3/send.ts';
import { type Backend, prepareStore } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startCeph } from '../support/ceph.ts';
import { openPooler } from '../support/pgbouncer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { KEYS } from '../support/s3-listener.ts';
import { authorOf, FORGES } from './authors.ts';
import type { ServerFiles } from './judge.ts';
import type { Upstream } from './proxy.ts';

/** A server on this computer that the machines share, behind a proxy. */
export interface Shared {
  kind: 'tcp' | 'http';
  /** Number of machines that share it. */
  machines: number;
  upstream: Upstream;
  /** Largest difference of clocks that the server accepts, in minutes. */
  skewMinutes: number;
  env: Readonly<Record<string, string>>;
  /** Returns the queue's address for a machine that reaches the server at this host and port. */
  address(host: string, port: number, machine: number): string;
  /** Kills the server with all its processes, and starts it again. */
  crash(): Promise<void>;
  /** Reads all files of the queue, past the proxy. */
  files(): Promise<ServerFiles>;
  end(): Promise<void>;
}

/** Prepares a server. `sql` is a mistake that the database is given. */
type Prepare = (folder: string, sql?: string) => Promise<Shared>;

/** The servers, each with a new queue. `folder` is an empty one. */
export const SERVERS: Readonly<Record<'postgres' | 'pooler' | 'roles' | 's3' | 'ceph', Prepare>> = {
  async postgres() {
    return inPostgres(await preparedPostgres());
  },

  /** PostgreSQL behind a pooler in transaction mode, with fewer connections than writers. Both crash in turn. */
  async pooler() {
    const server = await preparedPostgres();
    const pooler = await openPooler(server, POOLED);
    const shared = inPostgres(server);
    let crashes = 0;
    return {
      ...shared,
      upstream: { path: pooler.path },
      crash: () => (crashes++ % 2 === 0 ? pooler.crash() : shared.crash()),
      async end() {
        await pooler.end();
        await server.end();
      },
    };
  },

  /** PostgreSQL that checks authors: each machine has a role of its own. */
  async roles(_, sql) {
    const server = await preparedPostgres();
    const owner = connectPostgres(readPostgresAddress(server.address('machines')));
    const shared = inPostgres(server, { machines: 5, roleOf: authorOf, env: { [FORGES]: '1' } });
    for (let machine = 0; machine < shared.machines; machine++) {
      const role = authorOf(machine);
      await owner.unsafe(`create role ${role} login`);
      await addAuthorRole(server.address('machines'), { role, authors: [`ai:${role}`] });
    }
    if (sql !== undefined) await owner.unsafe(sql).simple();
    await owner.end();
    return shared;
  },

  async s3(folder) {
    const script = await bundle(new URL('./s3-service.child.ts', import.meta.url));
    let [child, port]: [ChildProcess | undefined, number] = [undefined, 0];
    const start = async () => {
      child = spawn(process.execPath, [script, String(port), join(folder, 'journal')], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      [port] = (await once(child, 'message')) as [number];
    };
    const kill = async () => {
      child!.kill('SIGKILL');
      await once(child!, 'exit');
    };
    await start();
    const address = (host: string, at: number) =>
      `s3://work/queue?endpoint=${encodeURIComponent(`http://${host}:${at}`)}`;
    return {
      kind: 'http',
      machines: 3,
      upstream: { port },
      skewMinutes: Number.POSITIVE_INFINITY,
      env: KEYS,
      address,
      async crash() {
        await kill();
        await start();
      },
      files: () => filesOf(address('127.0.0.1', port)),
      end: kill,
    };
  },

  async ceph() {
    const gateway = await startCeph();
    Object.assign(process.env, gateway.env);
    const address = (host: string, port: number) =>
      `s3://work/queue?endpoint=${encodeURIComponent(`http://${host}:${port}`)}`;
    await createSend(readS3Address(address('127.0.0.1', gateway.port)))({ method: 'PUT' });
    return {
      kind: 'http',
      machines: 3,
      upstream: { port: gateway.port },
      skewMinutes: 14,
      env: gateway.env,
      address,
      crash: gateway.crash,
      files: () => filesOf(address('127.0.0.1', gateway.port)),
      end: gateway.end,
    };
  },
};

/** Connections of the pooler. Waiting for a turn takes one, too. */
const POOLED = 12;

async function preparedPostgres(): Promise<PostgresServer> {
  const server = await startPostgres({ connections: 200 });
  await prepareStore(server.address('machines'));
  return server;
}

function inPostgres(
  server: PostgresServer,
  more: { machines?: number; roleOf?: (machine: number) => string; env?: Shared['env'] } = {},
): Shared {
  const { machines = 3, roleOf = () => 'owner', env = {} } = more;
  return {
    ...{ kind: 'tcp', machines, env },
    upstream: { path: join(server.folder, '.s.PGSQL.5432') },
    skewMinutes: Number.POSITIVE_INFINITY,
    address: (host, port, machine) =>
      `postgres://${roleOf(machine)}@${host}:${port}/postgres?sslmode=disable&store=machines`,
    crash: () => server.crash('SIGKILL'),
    async files() {
      const sql = connectPostgres(readPostgresAddress(server.address('machines')));
      const rows = await sql<{ path: string; data: Buffer }[]>`
        select path, data from backlog_files where store = 'machines' order by path, piece`;
      await sql.end();
      const files = new Map<string, Buffer>();
      for (const { path, data } of rows)
        files.set(path, files.has(path) ? Buffer.concat([files.get(path)!, data]) : data);
      return files;
    },
    end: () => server.end(),
  };
}

const FOLDERS = { '': 0, log: 0, history: 0, blobs: 1, checkpoints: 1 } as const;

async function filesOf(address: string): Promise<ServerFiles> {
  Object.assign(process.env, process.env.AWS_ACCESS_KEY_ID ? {} : KEYS);
  const backend = s3Backend(readS3Address(address));
  const files = new Map<string, Buffer>();
  for (const [folder, depth] of Object.entries(FOLDERS)) await read(backend, folder, depth, files);
  await backend.close?.();
  return files;
}

async function read(backend: Backend, folder: string, depth: number, files: Map<string, Buffer>): Promise<void> {
  for (const { name, facts } of await backend.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (depth > 0) await read(backend, path, depth - 1, files);
    else if (facts()) files.set(path, (await backend.get(path))!);
  }
}
