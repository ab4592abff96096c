import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The folder of the newest installed PostgreSQL, or undefined. Debian keeps each version in a folder of its own. */
function programs(): string | undefined {
  const all = '/usr/lib/postgresql';
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(all, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** True if the tests can start a server. The server's programs come with Debian's package `postgresql`. */
export const hasPostgres = programs() !== undefined;

export interface PostgresServer {
  /** Address of a database of the server, with the queue's name if there is one. */
  address(store?: string, user?: string): string;
  /** Ends the server as a crash does, and starts it again. */
  crash(): Promise<void>;
  /** Ends the server as a crash does. */
  end(): Promise<void>;
}

/**
 * Starts a server in memory without TCP. It stops after the tests of the file if the file starts it; a hook or a test that
 * starts it must end it. As root, it runs as another user, since
 * the server refuses root.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs()!;
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'backlog-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (nobody.uid !== undefined) for (const path of [folder, data]) chownSync(path, nobody.uid, nobody.gid);
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const started = { ...nobody, env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'owner', '--no-sync', '-E', 'UTF8'], started);
  // A role with a password; all others are trusted.
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, `local all locked scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  const begin = () =>
    new Promise<ReturnType<typeof spawn>>((resolve, reject) => {
      const child = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
        started,
      );
      let said = '';
      child.stderr.on('data', (text) => {
        said += text;
        if (said.includes('ready to accept connections')) resolve(child);
      });
      child.on('exit', () => reject(new Error(said)));
    });
  let server = await begin();
  const end = (signal: 'SIGQUIT' | 'SIGKILL') =>
    new Promise<void>((resolve) => {
      server.removeAllListeners('exit');
      if (server.exitCode !== null) resolve();
      server.on('exit', () => resolve());
      server.kill(signal);
    });
  afterAll(async () => {
    await end('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    address: (store, user = 'owner') =>
      `postgres://${user}@localhost/postgres?host=${folder}${store ? `&store=${store}` : ''}`,
    async end() {
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    async crash() {
      await end('SIGQUIT');
      server = await begin();
    },
  };
}
