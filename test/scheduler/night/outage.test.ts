import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';
import { loops, nightMachine, states } from './night-machine.ts';

const plugin = builtPlugin();

/** Longer than a process waits for its server that somebody waits for. */
const OUTAGE_MS = 6_500;

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
    await wait(OUTAGE_MS);
    await server.start();
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review',
    );
    // That time is no silence of other machines' leases: they could not be renewed, either.
    const home = one.env.HOME!;
    const [seen] = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\bseen\.json$/.test(path),
    );
    const { outages } = JSON.parse(readFileSync(join(home, seen!), 'utf8')) as { outages: [number, number][] };
    expect(outages).toEqual([[expect.any(Number), expect.any(Number)]]);
    expect(outages[0]![1] - outages[0]![0]).toBeGreaterThan(OUTAGE_MS - 1_500);
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
