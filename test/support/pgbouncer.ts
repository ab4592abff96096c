import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryOrDisk } from './memory-disk.ts';
import type { PostgresServer } from './postgres-server.ts';

const PROGRAM = '/usr/sbin/pgbouncer';

/** True if a pooler can be started. Debian's package pgbouncer has it. */
export const hasPgBouncer = existsSync(PROGRAM);

export interface Pooler {
  /** Socket at which it passes statements on. */
  readonly path: string;
  /** Address of a queue behind it. */
  address(store: string): string;
  /** Kills it and starts it again. */
  crash(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Starts PgBouncer before a server, in transaction mode: each statement or transaction gets one of a few connections. As
 * root, it runs as another user, since it refuses root. The caller ends it before the server.
 */
export async function openPooler(
  server: Pick<PostgresServer, 'folder'>,
  connections: number,
  ignored = 'synchronous_commit',
  /** Lines of its configuration, which count instead of those with the same name. */
  more: readonly string[] = [],
): Promise<Pooler> {
  const folder = mkdtempSync(join(memoryOrDisk(), 'backlog-pooler-'));
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const port = 6432;
  const settings = [
    '[databases]',
    `postgres = host=${server.folder} user=owner`,
    '[pgbouncer]',
    'listen_addr =',
    `listen_port = ${port}`,
    `unix_socket_dir = ${folder}`,
    'auth_type = any',
    `auth_file = ${join(folder, 'users')}`,
    'pool_mode = transaction',
    `ignore_startup_parameters = ${ignored}`,
    `default_pool_size = ${connections}`,
    'max_client_conn = 400',
    // It tries again soon after the server was gone.
    'server_login_retry = 0.2',
    // The last line with a name counts.
    ...more,
  ];
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o644 });
  writeFileSync(join(folder, 'users'), '"owner" "of the pooler"\n', { mode: 0o644 });
  const begin = async () => {
    const child = spawn(PROGRAM, [file], { ...nobody, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text) => {
        said += text;
        if (said.includes('process up')) resolve();
      });
      child.on('exit', () => reject(new Error(said)));
    });
    return child;
  };
  let pooler: ChildProcess = await begin();
  const kill = async () => {
    pooler.removeAllListeners('exit');
    if (pooler.exitCode !== null || pooler.signalCode !== null) return;
    pooler.kill('SIGKILL');
    await once(pooler, 'exit');
  };
  return {
    path: join(folder, `.s.PGSQL.${port}`),
    address: (store) => `postgres://owner@localhost:${port}/postgres?host=${folder}&store=${store}`,
    async crash() {
      await kill();
      rmSync(join(folder, `.s.PGSQL.${port}`), { force: true });
      pooler = await begin();
    },
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
