import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres, IDLE_S } from '../../src/store/backends/postgres/connect.ts';
import { LINGER_MS, type Notifications } from '../../src/store/backends/postgres/listen.ts';
import { relayFolder, shareNotifications } from '../../src/store/backends/postgres/relay.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { bundle } from '../support/bundle.ts';
import { type Child, startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { connectTo, socketServer } from '../support/socket.ts';

const script = bundle(new URL('./listener.child.ts', import.meta.url));
const PATIENCE = { timeout: DEADLINE_MS, interval: 20 };

describe('notifications of a queue on PostgreSQL', NEEDS_POSTGRES, async () => {
  const server = hasPostgres ? await startPostgres() : undefined;
  const sql = hasPostgres ? connectPostgres(readPostgresAddress(server!.address('any'))) : undefined;
  beforeAll(() => makeTables(sql!));
  afterAll(() => sql?.end());

  /** A machine of its own: its processes have their own name at the server. */
  const machine = (home = tempFolder('b')) => {
    const name = `m-${randomUUID()}`;
    const addressOf = (store: string) => `${server!.address(`${store}-${name}`)}&application_name=${name}`;
    const children: Child[] = [];
    onTestFinished(() => {
      for (const child of children) child.process.kill('SIGKILL');
    });
    const start = async (...stores: string[]) => {
      const child = startChild(await script, [home, ...stores.map(addressOf)]);
      children.push(child);
      await vi.waitFor(() => expect(child.lines[0]).toBe('listens'), PATIENCE);
      return child;
    };
    const connections = async () => (await sql!`select from pg_stat_activity where application_name = ${name}`).length;
    /** Commits, and waits until processes were told. Before, it waits until nothing of what they were told is under way. */
    const tell = async (store: string, told: readonly Child[]) => {
      const address = addressOf(store);
      const before = told.map(({ lines }) => lines.length);
      const backend = postgresBackend(
        readPostgresAddress(address.replace(`application_name=${name}`, 'application_name=writer')),
      );
      await backend.put(`log/${randomUUID()}`, '{}');
      await backend.close?.();
      await vi.waitFor(
        () => expect(told.filter(({ lines }, i) => !lines.slice(before[i]).includes(address))).toEqual([]),
        PATIENCE,
      );
    };
    const folder = relayFolder(home, readPostgresAddress(addressOf('a')).database);
    /** The processes by the age of their sockets, the oldest first. */
    const byAge = (all: readonly Child[]) => {
      const pids = readdirSync(folder)
        .sort()
        .map((socket) => Number(socket.split('-')[1]));
      return [...all].sort((a, b) => pids.indexOf(a.process.pid!) - pids.indexOf(b.process.pid!));
    };
    return { start, connections, tell, folder, byAge };
  };
  const settled = (connections: () => Promise<number>, count: number) =>
    vi.waitFor(async () => expect(await connections()).toBe(count), PATIENCE);

  test('the processes of a user on a machine share one connection, also for several queues; each is told', async () => {
    const { start, connections, tell } = machine();
    const all = [await start('a'), ...(await Promise.all([start('a', 'b'), start('b'), start('a')]))];
    await settled(connections, 1);
    await tell('a', [all[0]!, all[1]!, all[3]!]);
    await tell('b', [all[1]!, all[2]!]);
    expect(await connections()).toBe(1);
  });

  test('the oldest one that is killed, twice, is replaced by the next one, and its socket is removed', async () => {
    const { start, connections, tell, folder, byAge } = machine();
    let all = [await start('a'), await start('a'), await start('a'), await start('a')];
    await settled(connections, 1);
    for (let round = 0; round < 2; round++) {
      const [oldest, ...rest] = byAge(all);
      oldest!.process.kill('SIGKILL');
      await oldest!.ended;
      all = rest;
      // Each was told when it had another source, because it may have missed a change.
      await tell('a', all);
      await settled(connections, 1);
    }
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('sockets of dead processes and foreign files are in nobody’s way; many that start at once find one leader', async () => {
    const { start, connections, tell, folder } = machine();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '00000000000001-999999999-aaaaaa'), '');
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const dead = startChild(await script, []);
    dead.process.kill('SIGKILL');
    const all = await Promise.all(Array.from({ length: 5 }, () => start('a')));
    await tell('a', all);
    // Two that start in the same millisecond find each other with their next sign of life.
    await settled(connections, 1);
  });

  soak.each([
    ['with a path that is too long for a socket', () => join(tempFolder(), 'x'.repeat(100))],
    [
      'that cannot be written',
      () => {
        const file = join(tempFolder(), 'file');
        writeFileSync(file, '');
        return file;
      },
    ],
  ])('in a home %s, each process listens at the server itself', async (_, home) => {
    const { start, connections, tell } = machine(home());
    const all = [await start('a'), await start('a')];
    await settled(connections, 2);
    await tell('a', all);
  });

  soak('a server that crashes is listened to again', async () => {
    const own = await startPostgres();
    const address = readPostgresAddress(own.address('crash'));
    const admin = connectPostgres(address);
    await makeTables(admin);
    let told = 0;
    const backend = postgresBackend(address, { home: tempFolder('b') });
    onTestFinished(async () => {
      await backend.close?.();
      await admin.end();
    });
    const end = backend.watch!('log', () => void told++);
    await vi.waitFor(() => expect(told).toBeGreaterThan(0), PATIENCE);
    told = 0;
    await own.crash();
    await vi.waitFor(() => expect(told).toBeGreaterThan(0), PATIENCE);
    told = 0;
    await vi.waitFor(async () => {
      await backend.put(`log/${randomUUID()}`, '{}');
      expect(told).toBeGreaterThan(0);
    }, PATIENCE);
    end?.();
  });

  test('an idle process has no connection: neither for work nor for notifications', async () => {
    const name = `idle-${randomUUID()}`;
    const backend = postgresBackend(readPostgresAddress(`${server!.address('idle')}&application_name=${name}`));
    const count = async () => (await sql!`select from pg_stat_activity where application_name = ${name}`).length;
    await count();
    // The client library needs time to connect again.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    try {
      const end = backend.watch!('log', () => {});
      await Promise.all([backend.list('log'), backend.get('x'), backend.get('y')]);
      while ((await count()) < 2);
      expect(await count()).toBe(2);
      vi.advanceTimersByTime(IDLE_S * 1_000);
      // The one for notifications stays as long as somebody listens.
      while ((await count()) > 1);
      end?.();
      vi.advanceTimersByTime(LINGER_MS);
      while ((await count()) > 0);
      await backend.get('x');
      expect(await count()).toBe(1);
    } finally {
      vi.useRealTimers();
      await backend.close?.();
    }
  });
});

describe('a process that shares notifications', () => {
  const SHORT = { beatMs: 20, silentMs: 60 };
  /** A server of which only the listening is observed. */
  const atServer = () => {
    const heard: string[] = [];
    const server: Notifications = {
      listen(channel, changed) {
        heard.push(channel);
        changed();
        return () => void heard.splice(heard.indexOf(channel), 1);
      },
      close: async () => {},
    };
    return { server, heard };
  };

  test('leaves one that is stopped, which gives no sign of life', async () => {
    const folder = tempFolder('b');
    const stopped = socketServer().listen(join(folder, '00000000000001-1-aaaaaa'));
    onTestFinished(() => void stopped.close());
    const { server, heard } = atServer();
    const shared = shareNotifications(folder, server, SHORT);
    shared.listen('c', () => {});
    await vi.waitFor(() => expect(heard).toEqual(['c']), PATIENCE);
    await shared.close();
    expect(heard).toEqual([]);
  });

  test('that listens at the server joins an older one that appears later', async () => {
    const folder = tempFolder('b');
    const [young, old] = [atServer(), atServer()];
    const one = shareNotifications(folder, young.server, SHORT);
    let told = 0;
    one.listen('c', () => void told++);
    await vi.waitFor(() => expect(young.heard).toEqual(['c']), PATIENCE);
    const two = shareNotifications(folder, old.server, { ...SHORT, now: () => 1 });
    two.listen('d', () => {});
    await vi.waitFor(() => expect([young.heard, old.heard]).toEqual([[], ['d', 'c']]), PATIENCE);
    told = 0;
    await two.close();
    await vi.waitFor(() => expect(young.heard).toEqual(['c']), PATIENCE);
    expect(told).toBeGreaterThan(0);
    await one.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['not a channel\n', `${'x'.repeat(200)}`])(
    'ends the connection of a program that sends something else',
    async (text) => {
      const folder = tempFolder('b');
      const { server, heard } = atServer();
      const shared = shareNotifications(folder, server, SHORT);
      shared.listen('c', () => {});
      const socket = connectTo(join(folder, readdirSync(folder)[0]!));
      const ended = new Promise((resolve) => socket.on('close', resolve));
      socket.resume().write(text);
      await ended;
      expect(heard).toEqual(['c']);
      await shared.close();
    },
  );
});
