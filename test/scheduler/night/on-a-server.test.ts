import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { killCarrying } from '../../support/carrying.ts';
import { git } from '../../support/git.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';
import { loops, nightMachine, states } from './night-machine.ts';

const NIGHT = ['night', '--until', '2h', '--agents', '2', '--unreviewed', '5', '--yes'];

describe('in PostgreSQL', NEEDS_POSTGRES, () => {
  soak('a night: its terms, a killed orchestrator, the runs that go on, and the morning page', async () => {
    const server = await startPostgres();
    const one = await nightMachine([server.address('night'), '--new']);
    const begun = await one.run(...NIGHT);
    expect([begun.code, begun.err]).toEqual([0, expect.stringContaining('at most 5 results')]);
    await until(
      () => states(one),
      (all) => all.join() === 'r1 running,r2 running',
    );
    const killed = loops(one);
    expect(killed).toHaveLength(1);
    process.kill(killed[0]!, 'SIGKILL');
    rmSync(one.hold);
    await until(
      () => states(one),
      (all) => all.join() === 'r1 review,r2 review,r3 review',
    );
    expect(loops(one)).toHaveLength(1);
    await killCarrying(one.mark);
    const page = await one.run('morning');
    expect(page.code).toBe(0);
    for (const words of ['Night n1 so far', 'r1', 'r2', 'r3', 'Write in d3']) expect(page.out).toContain(words);
    await one.run('night', 'stop');
    await until(
      async () => (await one.run('morning')).out,
      (out) => !out.includes('so far'),
    );
    expect(git(one.folder, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(one.folder, 'd1'))).toBe(false);
  });
});

soak('nights of two queues, side by side, have their own terms, and one ends without the other', async () => {
  const first = await nightMachine([]);
  const other = await nightMachine([], { HOME: first.env.HOME! });
  for (const [one, agents] of [
    [first, '1'],
    [other, '2'],
  ] as const)
    expect((await one.run('night', '--until', '2h', '--agents', agents, '--yes')).code).toBe(0);
  await until(
    () => states(first),
    (all) => all.join() === 'r1 running',
  );
  await until(
    () => states(other),
    (all) => all.join() === 'r1 running,r2 running',
  );
  expect(loops(first)).toHaveLength(2);
  await first.run('night', 'stop');
  await until(
    () => states(first),
    (all) => all.join() === 'r1 stopped',
  );
  expect(await states(other)).toEqual(['r1 running', 'r2 running']);
  rmSync(other.hold);
  rmSync(first.hold);
  await until(
    () => states(other),
    (all) => all.join() === 'r1 review,r2 review,r3 review',
  );
  expect(await states(first)).toEqual(['r1 stopped']);
  expect((await first.run('morning')).out).not.toContain('"d2"');
  expect((await other.run('morning')).out).toContain('Night n1 so far');
});
