import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { passwordFor } from '../../src/store/backends/postgres/password.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { realTiming } from '../../src/store/timing.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';

/** A server that asks for a password, and a program that prints it once the test says so. */
async function withProgram() {
  const server = await startPostgres();
  const admin = connectPostgres(readPostgresAddress(server.address()));
  await makeTables(admin);
  await admin.unsafe(`create role locked login password 'right'; grant all on backlog_files, backlog_tables to locked`);
  await admin.end();
  const folder = tempFolder('program');
  const [begun, free] = [join(folder, 'begun'), join(folder, 'free')];
  const script = 'touch "$0"; until [ -e "$1" ]; do sleep 0.02; done; echo right';
  vi.stubEnv('PGPASSWORD', '');
  vi.stubEnv('BACKLOG_STORE_PASSWORD_COMMAND', JSON.stringify(['sh', '-c', script, begun, free]));
  onTestFinished(() => void vi.unstubAllEnvs());
  return {
    address: readPostgresAddress(server.address('program', 'locked')),
    async begins() {
      while (!existsSync(begun)) await wait(5);
    },
    /** Lets the program end, so that no later test gets what it prints. */
    async prints() {
      writeFileSync(free, '');
      await passwordFor(server.address('program', 'locked'));
    },
  };
}

describe('a program that prints the password late', NEEDS_POSTGRES, () => {
  test('prints it for no connection that has ended meanwhile', async () => {
    const program = await withProgram();
    const sockets = new Set<Socket>();
    const open: typeof connectPostgres = (at, more) => connectPostgres(at, { ...more, sockets });
    const backend = postgresBackend(program.address, { open });
    onTestFinished(() => backend.close!());
    const listed = backend.list('');
    await program.begins();
    const [first] = sockets;
    const closed = once(first!, 'close');
    first!.destroy();
    await closed;
    await program.prints();
    expect(await listed).toEqual([]);
  });

  test.each([
    ['a command waits for', true, []],
    ['a hook does not wait for', false, expect.stringContaining('the server did not answer')],
  ])('%s more than three seconds', async (_, waitsForPassword, found) => {
    const program = await withProgram();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    let now = 0;
    const timing = { ...realTiming, monotonic: () => (now += 2_000) };
    const backend = postgresBackend(program.address, { timing, brief: true, waitsForPassword });
    onTestFinished(() => backend.close!());
    const listed = backend.list('').catch((error: Error) => error.message);
    await program.begins();
    vi.advanceTimersByTime(3_500);
    if (!waitsForPassword) expect(await listed).toEqual(found);
    await program.prints();
    expect(await listed).toEqual(found);
  });
});
