import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../../scheduler/support/until.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { seeded } from '../../support/random.ts';
import { soak } from '../../support/soak-test.ts';
import { agreed, inbox, type Ran, scouted } from './placed.ts';

const script = bundle(new URL('./pass.child.ts', import.meta.url));

/** Prints ten candidates, slowly, and leaves a process in a session of its own. */
const SLOW = `
import { spawn } from 'node:child_process';
spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref();
const words = 'red blue green black white grey pink brown gold teal'.split(' ');
for (const word of words) {
  console.log(JSON.stringify({ title: 'Paint the ' + word + ' wall ' + word }));
  await new Promise((done) => setTimeout(done, 50));
}
`;

soak('kill -9 at any moment of a pass leaves all of its candidates or none, and the next run works', async () => {
  const place = await agreed(SLOW);
  const random = seeded(91);
  for (let round = 0; round < 4; round++) {
    const child = startChild(await script, [place.store, place.user, 'gaps'], (line, { process }) => {
      if (line === 'ready') void wait(random.int(1_200)).then(() => process.kill('SIGKILL'));
    });
    await child.ended;
    expect([0, 10]).toContain((await inbox(place)).length);
  }
  const { run } = await place.run<Ran>('pass_run', { name: 'gaps' });
  expect(run).toMatchObject({ found: 10, bad: 0 });
  const open = await inbox(place);
  expect(new Set(open.map(({ title }) => title)).size).toBe(10);
  expect(open).toHaveLength(10);
  const { runs } = await place.run<{ runs: { state: string }[] }>('pass_log');
  expect(runs[0]?.state).toBe('ended');
  expect(runs.every(({ state }) => state !== 'running')).toBe(true);
  expect(place.processes()).toEqual([]);
});

/** Says nothing, and leaves a process in a session of its own. */
const SILENT = `
const { spawn } = await import('node:child_process');
spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref();
await new Promise((done) => setTimeout(done, 600_000));
`;

soak.each(['its agent', 'its program'])('kill -9 of a pass ends %s with the next command', async (which) => {
  const place = which === 'its agent' ? await scouted(SILENT) : await agreed(SILENT);
  const name = which === 'its agent' ? 'scout' : 'gaps';
  const child = startChild(await script, [place.store, place.user, name]);
  await until(
    () => Promise.resolve(place.processes()),
    (pids) => pids.length >= 2,
  );
  child.process.kill('SIGKILL');
  await child.ended;
  const { runs } = await place.run<{ runs: { state: string; why?: string }[] }>('pass_log');
  expect(place.processes()).toEqual([]);
  expect(runs).toMatchObject([{ state: 'interrupted', why: 'its process was killed' }]);
});

test('while one process runs a pass, another one is refused', async () => {
  const place = await agreed(SLOW);
  const child = startChild(await script, [place.store, place.user, 'gaps']);
  const late = performance.now() + 20_000;
  const isRunning = async () =>
    (await place.run<{ runs: { state: string }[] }>('pass_log')).runs.some(({ state }) => state === 'running');
  while (!(await isRunning()) && performance.now() < late) await wait(20);
  expect((await place.refused('pass_run', { name: 'gaps' })).message).toContain('is running');
  expect((await child.ended).errors).toBe('');
  expect(await inbox(place)).toHaveLength(10);
});
