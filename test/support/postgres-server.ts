import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { LOCALHOST } from './localhost-certificate.ts';
import { memoryOrDisk } from './memory-disk.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { listedProcesses, signalled } from './process-table.ts';

export { hasPostgres } from './postgres-programs.ts';

/** The way to a server. `tls` encrypts the way by TCP; nobody has signed its certificate. */
export type Way = 'socket' | 'tcp' | 'tls';

export interface PostgresServer {
  /** Address of a database of the server, with the queue's name if there is one. */
  address(store?: string, user?: string): string;
  /** Returns the same by one of the ways. Without the option `tcp`, only the socket answers. */
  addressBy(way: Way, store: string): string;
  /** Port of the way by TCP. */
  readonly port: number;
  /** File with the certificate, which is for the host `localhost`. */
  readonly certificate: string;
  /** Folder of the server's Unix socket. */
  readonly folder: string;
  /** Ends the server as a crash does. With SIGKILL, all its processes are killed at once. */
  stop(signal?: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Starts the server that was stopped. */
  start(): Promise<void>;
  /** Stops the server, and starts it again. */
  crash(signal?: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Ends the server as a crash does. */
  end(): Promise<void>;
}

export interface PostgresOptions {
  /** The folder for the server's files. By default, it is in memory, and the server doesn't wait for the disk. */
  disk?: string;
  /** Whether the server also answers on the loopback, with and without TLS. */
  tcp?: boolean;
  /** Another address of this computer at which the server answers, with `tcp`. Everybody there is trusted. */
  reach?: string | undefined;
  /** Maximum number of connections. */
  connections?: number;
  /** Folder for the files of a new server, which are made once and copied for each server. */
  template?: string;
  /** The folder with the server's programs. By default, the system's, or else those that npm installed. */
  bin?: string;
}

/** Starts a server. As root, it runs as another user, since the server refuses root. The caller ends it. */
export async function openPostgres({
  disk,
  tcp = false,
  reach,
  connections = 100,
  template,
  bin = postgresPrograms(),
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(disk ?? memoryOrDisk(), 'backlog-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (nobody.uid !== undefined) for (const path of [folder, data]) chownSync(path, nobody.uid, nobody.gid);
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const started = { ...nobody, env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  if (template && existsSync(template)) execFileSync('cp', ['-a', `${template}/.`, data]);
  else {
    execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'owner', '--no-sync', '-E', 'UTF8'], started);
    if (template) keep(data, template);
  }
  // A role with a password; all others are trusted.
  const rules = join(data, 'pg_hba.conf');
  const others = reach === undefined ? '' : `host all all ${reach}/24 trust\n`;
  writeFileSync(rules, `local all locked scram-sha-256\n${others}${readFileSync(rules, 'utf8')}`);
  let port = tcp ? await freePort() : 0;
  if (tcp)
    for (const [name, text] of Object.entries(LOCALHOST)) {
      writeFileSync(join(data, name), text, { mode: 0o600 });
      if (nobody.uid !== undefined) chownSync(join(data, name), nobody.uid, nobody.gid);
    }
  const settings = () => [
    ...(tcp
      ? [`listen_addresses=${['127.0.0.1', reach].filter(Boolean)}`, `port=${port}`, 'ssl=on']
      : ['listen_addresses=']),
    ...(disk === undefined ? ['fsync=off'] : []),
    `max_connections=${connections}`,
  ];
  const begin = () =>
    new Promise<ChildProcess>((resolve, reject) => {
      const words = ['-D', data, '-k', folder, ...settings().flatMap((setting) => ['-c', setting])];
      const child = spawn(join(bin, 'postgres'), words, started);
      let said = '';
      child.stderr.on('data', (text) => {
        said += text;
        if (said.includes('ready to accept connections')) resolve(child);
      });
      child.on('exit', () => reject(new Error(said)));
    });
  /** Another program may take the port before the server has it. */
  const beginFirst = async (tries = 5): Promise<ChildProcess> => {
    try {
      return await begin();
    } catch (error) {
      if (!tcp || tries === 0 || !String(error).includes('Address already in use')) throw error;
      port = await freePort();
      return beginFirst(tries - 1);
    }
  };
  let server = await beginFirst();
  const end = (signal: NodeJS.Signals = 'SIGQUIT') =>
    new Promise<void>((resolve) => {
      server.removeAllListeners('exit');
      if (server.exitCode !== null || server.signalCode !== null) resolve();
      server.on('exit', () => resolve());
      server.kill(signal);
    });
  const name = (store?: string) => (store ? `&store=${store}` : '');
  // A client library appends the port to the name of the socket.
  const socket = (store?: string, user = 'owner') =>
    `postgres://${user}@localhost${tcp ? `:${port}` : ''}/postgres?host=${folder}${name(store)}`;
  const stop: PostgresServer['stop'] = async (signal = 'SIGQUIT') => {
    const workers = signal === 'SIGKILL' ? listedProcesses().filter(({ parent }) => parent === server.pid) : [];
    const ended = end(signal);
    for (const { pid } of workers) signalled(pid, 'SIGKILL');
    await ended;
    while (workers.some(({ pid }) => existsSync(`/proc/${pid}`))) await wait(10);
  };
  const start = async () => {
    rmSync(join(data, 'postmaster.pid'), { force: true });
    server = await begin();
  };
  return {
    port,
    stop,
    start,
    certificate: join(data, 'server.crt'),
    address: socket,
    addressBy: (way, store) =>
      way === 'socket'
        ? socket(store)
        : `postgres://owner@127.0.0.1:${port}/postgres?sslmode=${way === 'tls' ? 'require' : 'disable'}${name(store)}`,
    async end() {
      await end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    folder,
    async crash(signal) {
      await stop(signal);
      await start();
    },
  };
}

/** Keeps a copy of a folder, unless another process has just kept its own. */
function keep(folder: string, template: string): void {
  const draft = `${template}-${process.pid}`;
  execFileSync('cp', ['-a', folder, draft]);
  try {
    renameSync(draft, template);
  } catch {
    rmSync(draft, { recursive: true });
  }
}
