import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import { runIn } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const MINUTE = 60_000;
const SUPERVISOR = { host: 'there', boot: 'b', pid: 7, start: '1' };

async function working(more: Partial<Run> = {}): Promise<TestWorkspace & { id: string }> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const { id } = await runIn(work, 'running', { number: 1, supervisor: SUPERVISOR, ...more });
  return { ...work, id };
}

const whys = async ({ run }: TestWorkspace, id: string) =>
  (await run<{ stuck?: { why: string }[] }>('run_show', { run: id })).stuck?.map(({ why }) => why) ?? [];

test('a run of which nothing is heard for long is said to be stuck, and goes on', async () => {
  const work = await working();
  expect(await whys(work, work.id)).toEqual([]);
  work.pass(4 * MINUTE);
  expect(await whys(work, work.id)).toEqual([]);
  work.pass(MINUTE);
  expect(await whys(work, work.id)).toEqual(['silent']);
  expect(await work.text('run_list')).toContain('seems stuck, its agent has been inactive for 5 min');
  expect(await work.text('run_show', { run: work.id })).toContain('seems stuck: its agent has been inactive');
  expect(work.opened.store.state.get('run', work.id)?.state).toBe('running');
});

test('its events are its signs', async () => {
  const work = await working();
  work.pass(5 * MINUTE);
  const context = work.opened.context(ADA);
  const file = eventsFile(context, { id: work.id });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{}\n');
  utimesSync(file, new Date(context.clock.now), new Date(context.clock.now - MINUTE));
  expect(await whys(work, work.id)).toEqual([]);
});

test('how long is for a person to say', async () => {
  const work = await working();
  await work.run('setting_set', { name: 'runs.stuckMinutes', value: '1' });
  work.pass(MINUTE);
  expect(await whys(work, work.id)).toEqual(['silent']);
});

test('a supervisor that renews its claim no more', async () => {
  const work = await working();
  work.pass(8 * MINUTE);
  expect(await whys(work, work.id)).toEqual(['silent', 'no_heartbeat']);
});

test('the same checks red for rounds', async () => {
  const round = (n: number, why: 'start' | 'checks') => ({ n, why, at: '2026-07-30T14:00:00Z' as const });
  const red = { name: 'tests', ok: false, why: 'exit 1', ms: 1, output: '', commit: 'a'.repeat(40) };
  const rounds = [round(1, 'start'), round(2, 'checks')];
  expect(await whys(...both(await working({ checks: [red], rounds })))).toEqual([]);
  const again = await working({ checks: [red], rounds: [...rounds, round(3, 'checks')] });
  expect(await whys(...both(again))).toEqual(['no_progress']);
  expect(await again.text('orchestrator_status')).toContain('tests failed in 2 rounds in a row');
});

const both = (work: TestWorkspace & { id: string }): [TestWorkspace, string] => [work, work.id];
