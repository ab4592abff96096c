import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';
import { loops, type NightMachine, nightMachine, OUTAGE_MS, states } from './night-machine.ts';

const plugin = builtPlugin();

/** The outages that a machine has noted of a queue's server. */
function outagesSeen({ env }: NightMachine): [from: number, to: number][] {
  const home = env.HOME!;
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const file = files.find((path) => /\bseen\.json$/.test(path));
  return file === undefined ? [] : (JSON.parse(readFileSync(join(home, file), 'utf8')).outages ?? []);
}

/** Renames a database, which fails while anybody is connected. @returns whether it did */
const renamed = (sql: ReturnType<typeof connectPostgres>, from: string, to: string) =>
  sql.unsafe(`alter database ${from} rename to ${to}`).then(
    () => true,
    () => false,
  );

describe('an outage of the server', NEEDS_POSTGRES, () => {
  test('ends no run whose agent ends meanwhile', async () => {
    const server = await startPostgres();
    const one = await nightMachine([server.address('outage'), '--new']);
    await one.json('run', 'start', '1');
    await until(
      () => states(one),
      (all) => all.join() === 'r1 running',
    );
    await server.stop();
    rmSync(one.hold);
    // That time is no silence of other machines' leases: they could not be renewed, either.
    await until(
      async () => outagesSeen(one),
      (all) => all.length === 1,
    );
    await server.start();
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review',
    );
    const [[from, to] = [0, 0], ...more] = outagesSeen(one);
    expect([to - from > 5_000, more]).toEqual([true, []]);
  });

  soak.each(['password', 'database'])('ends no run if nobody can use its %s for a while', async (what) => {
    const server = await startPostgres();
    const sql = connectPostgres(readPostgresAddress(server.address()));
    onTestFinished(() => sql.end());
    const setPassword = (text: string) => sql.unsafe(`alter role locked password '${text}'`);
    await sql`create role locked login superuser`;
    await sql`create database queue`;
    await setPassword('first');
    const address = server.address('mended', 'locked').replace('/postgres?', '/queue?');
    const file = join(tempFolder('pgpass'), 'pgpass');
    const know = (password: string) => writeFileSync(file, `*:*:*:locked:${password}\n`, { mode: 0o600 });
    know('first');
    const one = await nightMachine([address, '--new'], { PGPASSFILE: file });
    await one.json('run', 'start', '1');
    await until(
      () => states(one),
      (all) => all.join() === 'r1 running',
    );
    if (what === 'password') await setPassword('second');
    else await sql.unsafe('alter database queue allow_connections false');
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()`;
    if (what === 'database') await until(() => renamed(sql, 'queue', 'away'), Boolean);
    rmSync(one.hold);
    await wait(OUTAGE_MS);
    if (what === 'database') expect(await renamed(sql, 'away', 'queue')).toBe(true);
    await sql.unsafe('alter database queue allow_connections true');
    if (what === 'password') know('second');
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review',
    );
  });

  soak('ends no night, whose runs go on and whose next ones start, and no list that is watched', async () => {
    const server = await startPostgres();
    const one = await nightMachine([server.address('night'), '--new']);
    const { code } = await one.run('night', '--until', '2h', '--agents', '2', '--unreviewed', '5', '--yes');
    expect(code).toBe(0);
    await until(
      () => states(one),
      (all) => all.join() === 'r1 running,r2 running',
    );
    const before = loops(one);
    const watching = spawn(process.execPath, [plugin.cli, 'list', '--watch'], { cwd: one.folder, env: one.env });
    const told = Promise.all([text(watching.stdout), text(watching.stderr), once(watching, 'exit')]);
    await once(watching.stdout, 'data');
    await server.stop('SIGKILL');
    rmSync(one.hold);
    await wait(5 * OUTAGE_MS);
    await server.start();
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review,r2 review,r3 review',
    );
    expect([before.length, loops(one)]).toEqual([1, before]);
    expect((await one.run('morning')).out).toContain('Night n1 so far');
    const add = once(watching.stdout, 'data');
    await one.json('add', 'Added afterwards');
    await add;
    watching.kill('SIGINT');
    const [out, err] = await told;
    expect(out).toContain('Added afterwards');
    expect(err).toMatch(/^backlog: cannot read .*: (?:no server listens there|the .*)\. Waiting until it answers\.$/m);
    expect(err.match(/Waiting/g)).toHaveLength(1);
  });
});
