import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { DEADLINE_MS } from './seed.ts';

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw'];

/** True if an object gateway can be started. Debian's packages ceph-mon, ceph-osd, radosgw and ceph-common have it. */
export const hasCeph = PROGRAMS.every((name) => existsSync(`/usr/bin/${name}`));

export interface Gateway {
  readonly port: number;
  /** Address of a queue. The bucket is not there yet. */
  address(place: string): string;
  readonly env: Readonly<Record<string, string>>;
  /** Kills the gateway and starts it again. The storage behind it goes on. */
  crash(): Promise<void>;
  end(): Promise<void>;
}

/** Starts Ceph's object gateway with one monitor and one storage daemon in memory. The caller ends it. */
export async function openCeph(): Promise<Gateway> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'backlog-ceph-'));
  for (const name of ['mon', 'osd', 'run']) mkdirSync(join(folder, name));
  const [monitor, port] = [await freePort(), await freePort()];
  const id = randomUUID();
  const conf = join(folder, 'ceph.conf');
  writeFileSync(conf, configOf({ folder, monitor, port, id }));
  const options = { cwd: folder, env: { PATH: process.env.PATH, CEPH_CONF: conf, LC_ALL: 'C.UTF-8' } };
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, words, { ...options, stdio: ['ignore', 'pipe', 'ignore'], timeout: DEADLINE_MS });
  const daemons: ChildProcess[] = [];
  const start = (program: string, ...words: string[]) => {
    const daemon = spawn(program, ['-f', '-c', conf, ...words], { ...options, stdio: 'ignore' });
    daemons.push(daemon);
    return daemon;
  };
  const serve = () => start('radosgw', '-n', 'client.rgw');
  let server: ChildProcess | undefined;
  const end = async () => {
    for (const daemon of daemons.reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      daemon.kill('SIGKILL');
      await once(daemon, 'exit');
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const keys = { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'tested' };
  const begin = async () => {
    // A monitor without the old protocol in its map would make clients wait for ever.
    const map = join(folder, 'run/monmap');
    run(
      'monmaptool',
      '--create',
      '--enable-all-features',
      '--addv',
      'a',
      `[v1:127.0.0.1:${monitor}]`,
      '--fsid',
      id,
      map,
    );
    run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '-c', conf);
    start('ceph-mon', '-i', 'a');
    const disk = randomUUID();
    run('ceph', '-c', conf, 'osd', 'new', disk);
    run('ceph-osd', '-i', '0', '-c', conf, '--mkfs', '--osd-uuid', disk);
    start('ceph-osd', '-i', '0');
    server = serve();
    await answering(endpoint);
    const user = ['--uid', 'tester', '--display-name', 'tester'];
    const secrets = ['--access-key', keys.AWS_ACCESS_KEY_ID, '--secret-key', keys.AWS_SECRET_ACCESS_KEY];
    run('radosgw-admin', '-n', 'client.rgw', '-c', conf, 'user', 'create', ...user, ...secrets);
  };
  try {
    await begin();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    ...{ port, end, env: keys },
    address: (place) => `s3://${place}?endpoint=${encodeURIComponent(endpoint)}`,
    async crash() {
      server!.kill('SIGKILL');
      await once(server!, 'exit');
      server = serve();
      await answering(endpoint);
    },
  };
}

async function answering(url: string): Promise<void> {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await wait(200)) {
    const found = await fetch(url).catch(() => undefined);
    if (found?.ok) return;
  }
  throw new Error(`nothing answers at ${url}`);
}

function configOf({
  folder,
  monitor,
  port,
  id,
}: {
  folder: string;
  monitor: number;
  port: number;
  id: string;
}): string {
  return `[global]
fsid = ${id}
mon host = v1:127.0.0.1:${monitor}/0
mon initial members = a
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
mon allow pool size one = true
mon warn on pool no redundancy = false
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/run/$name.log
mon data = ${folder}/mon
osd data = ${folder}/osd
debug ms = 0
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable usage log = false
[mon.a]
mon addr = v1:127.0.0.1:${monitor}
`;
}
