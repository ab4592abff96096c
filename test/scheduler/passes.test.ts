import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDuePass } from '../../src/scheduler/loop/start-pass.ts';
import type { Context } from '../../src/work/workspace/context.ts';
import { agree, inbox, pass } from '../runs/passes/placed.ts';
import { shellAgent } from '../runs/support/acting.ts';
import { type Field, field } from '../runs/support/field.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { until } from './support/until.ts';

const plugin = builtPlugin();
const MINUTE = 60_000;
const FIND = `console.log(JSON.stringify({ title: 'Test the empty file' }))`;

async function withPass(when: string, script = FIND): Promise<Field> {
  const place = await field({
    supervisor: plugin.supervisor,
    files: { 'src/a.txt': 'a\n', 'find.mjs': script, '.backlog/passes/gaps.md': pass(`when: ${when}\n`) },
  });
  return place;
}

interface Logged {
  runs: { actor: string; state: string }[];
}
const log = (place: Field) => place.run<Logged>('pass_log');

test('an idle orchestrator starts a pass that a person agreed to, once, and none before or without a person', async () => {
  const place = await withPass('when idle');
  await place.run('task_add', { description: 'Later', wait: '2099-01-01' });
  await place.run('orchestrator_start', {});
  await wait(1_000);
  expect((await log(place)).runs).toEqual([]);
  await agree(place);
  await until(
    () => inbox(place),
    (open) => open.length === 1,
  );
  await until(
    () => log(place),
    ({ runs }) => runs[0]?.state === 'ended',
  );
  await place.run('task_add', { description: 'Wakes the loop', wait: '2099-01-01' });
  await wait(1_000);
  expect((await log(place)).runs).toMatchObject([{ actor: 'system:scheduler', state: 'ended' }]);
  await place.run('orchestrator_stop');
});

soak('a merge starts a pass after it, and the pass sees what was merged', async () => {
  const place = await withPass(
    'after merges',
    `import { existsSync } from 'node:fs'; console.log(JSON.stringify({ title: 'Look at ' + (existsSync('src/new.txt') ? 'merged' : 'former') + ' files' }))`,
  );
  await shellAgent(place, 'worker', 'echo new > src/new.txt');
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  await agree(place);
  await place.task({ description: 'Write a file', scope: 'src/**' });
  await place.run('orchestrator_start', {});
  const [run] = await until(
    () => place.all(),
    (runs) => runs[0]?.state === 'review',
  );
  expect((await log(place)).runs).toEqual([]);
  await place.run('run_approve', { run: run!.id });
  const [found] = await until(
    () => inbox(place),
    (open) => open.length === 1,
  );
  expect(found?.title).toBe('Look at merged files');
  await place.run('orchestrator_stop');
});

test('a pass starts as the cap of a day and the clock say, and none with a cap of 0 or before a person agreed', async () => {
  const place = await withPass('when idle');
  const { opened } = place;
  const tried = new Map<string, number>();
  /** Returns the jobs that a scheduling pass at a time would start. No process starts. */
  const startedAt = async (now: number) => {
    await opened.ready();
    const started: unknown[] = [];
    const context = opened.context(ADA);
    const start: Context['start'] = (job) => void started.push(job);
    await startDuePass({ ...context, clock: { ...context.clock, now }, start }, 0, tried);
    return started;
  };
  const now = Date.now();
  expect(await startedAt(now)).toEqual([]);
  await agree(place);
  await place.run('setting_set', { name: 'orchestrator.passesPerDay', value: '0' });
  expect(await startedAt(now)).toEqual([]);
  await place.run('setting_unset', { name: 'orchestrator.passesPerDay' });
  expect(await startedAt(now)).toEqual([{ pass: 'gaps' }]);
  expect(await startedAt(now + 9 * MINUTE)).toEqual([]);
  expect(await startedAt(now + 10 * MINUTE)).toEqual([{ pass: 'gaps' }]);
});
