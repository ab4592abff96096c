import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../scheduler/support/until.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { shellAgent } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

async function place(repair: string): Promise<Field & { broken: string; log: string }> {
  const made = await field(plugin);
  const [broken, log] = [join(made.root, 'broken'), join(made.root, 'log')];
  await shellAgent(made, 'worker', 'echo new > src/new.txt');
  const set = (name: string, value: string) => made.run('setting_set', { name, value });
  await set('runs.setup', `echo setup >> ${log}; test ! -e ${broken} || { echo "cache is broken"; exit 4; }`);
  await set('runs.repair', `echo repair >> ${log}; ${repair.replace('BROKEN', broken)}`);
  return { ...made, broken, log };
}

const lines = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

test('a failed setup is repaired once, and the run continues', async () => {
  const made = await place('rm -f BROKEN');
  await made.run('setting_set', { name: 'checks.unit', value: 'true' });
  writeFileSync(made.broken, '');
  const run = await made.start(await made.task({ description: 'Write a file' }), 'worker');
  expect((await made.settled(run)).state).toBe('review');
  expect(lines(made.log).slice(0, 3)).toEqual(['setup', 'repair', 'setup']);
  expect(lines(made.log).filter((line) => line === 'repair')).toHaveLength(1);
});

test.each([
  ['its repair fails', 'exit 7', 'its repair failed: it exited with 7', ['setup', 'repair']],
  ['it still fails', 'true', 'it exited with 4 also after a repair', ['setup', 'repair', 'setup']],
])('a setup fails the run if %s: a person decides', async (_, repair, said, calls) => {
  const made = await place(repair);
  writeFileSync(made.broken, '');
  const id = await made.start(await made.task({ description: 'Write a file' }), 'worker');
  const run = await made.settled(id);
  expect([run.state, run.reason?.code]).toEqual(['failed', 'setup_failed']);
  expect(run.reason?.text).toContain(said);
  expect(run.reason?.text).toContain('cache is broken');
  expect(lines(made.log)).toEqual(calls);
  expect(existsSync(join(made.user, 'src/new.txt'))).toBe(false);
});

soak('of what a repair does to files, the result has none, and its processes end with a stop of the run', async () => {
  const made = await place(
    'rm -f BROKEN; echo repaired > src/a.txt; echo made > src/made.txt; git commit -qam Repaired',
  );
  await made.run('setting_set', { name: 'checks.unit', value: 'true' });
  writeFileSync(made.broken, '');
  const run = await made.settled(await made.start(await made.task({ description: 'Write a file' }), 'worker'));
  expect([run.state, run.result?.paths]).toEqual(['review', ['src/new.txt']]);

  const pid = join(made.root, 'pid');
  await made.run('setting_set', { name: 'runs.repair', value: `echo $$ > ${pid}; (sleep 3600) & sleep 3600` });
  writeFileSync(made.broken, '');
  const hangs = await made.start(await made.task({ description: 'Write another file' }), 'worker');
  await until(async () => existsSync(pid) && lines(pid)[0] !== '', Boolean);
  await made.run('run_stop', { run: hangs });
  const stopped = await made.settled(hangs);
  expect(stopped.state).toBe('stopped');
  await until(
    async () => isGroup(Number(lines(pid)[0])),
    (lives) => !lives,
  );
});

/** Checks whether a process group has members. */
function isGroup(id: number): boolean {
  try {
    return process.kill(-id, 0);
  } catch {
    return false;
  }
}
