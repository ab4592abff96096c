import { expect, test } from 'vitest';
import type { Now } from '../../src/report/now/now.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const MINUTE = 60_000;

/** A queue in which task 1 has a handoff note, which needs attention. */
async function handedOff(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Publish the terms' });
  await leave(work, 'Half done');
  return work;
}

async function leave({ run }: TestWorkspace, handoff: string): Promise<void> {
  await run('task_start', { id: 1 });
  await run('task_stop', { id: 1, handoff });
}

/** What needs attention, and what is snoozed until when. */
async function now({ run }: TestWorkspace) {
  const { waiting, snoozed, totals } = await run<Now>('report_now');
  expect([totals.waiting, totals.snoozed]).toEqual([waiting.length, snoozed.length]);
  return { waiting: waiting.map(({ what }) => what), snoozed: snoozed.map(({ until }) => until ?? 'a change') };
}

test('a snoozed item is in no count of attention until its time, at every door', async () => {
  const work = await handedOff();
  expect(await now(work)).toEqual({ waiting: ['handoff'], snoozed: [] });
  const { until } = await work.run<{ until: string }>('task_snooze', { id: 1, until: '1h' });
  expect(await now(work)).toEqual({ waiting: [], snoozed: [until] });
  expect(await work.text('report_now')).toMatch(/^0 need attention.*\nsnoozed: #1 until /);
  expect(await work.text('report_standup', { since: 'yesterday' })).not.toContain('Half done');
  work.pass(59 * MINUTE);
  expect(await now(work)).toEqual({ waiting: [], snoozed: [until] });
  work.pass(2 * MINUTE);
  expect(await now(work)).toEqual({ waiting: ['handoff'], snoozed: [] });
});

test('without a time, an item appears again when its task or the item changes', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Publish the terms' });
  await work.run('task_block', { id: 1, reason: 'Waiting for legal', until: '1h' });
  work.pass(61 * MINUTE);
  const changes = [
    () => work.run('task_modify', { filter: '1', priority: 'H' }),
    () => work.run('task_annotate', { id: 1, text: 'Legal agreed' }),
  ];
  for (const change of changes) {
    await work.run('task_snooze', { id: 1 });
    await work.run('task_add', { description: 'Another' });
    expect(await now(work)).toEqual({ waiting: [], snoozed: ['a change'] });
    await change();
    expect(await now(work)).toEqual({ waiting: ['blocked'], snoozed: [] });
  }
});

test('another reason of a snoozed task appears at once', async () => {
  const work = await handedOff();
  await work.run('task_snooze', { id: 1, until: '2d' });
  await work.run('task_block', { id: 1, reason: 'Waiting for legal', until: '1h' });
  work.pass(61 * MINUTE);
  expect(await now(work)).toMatchObject({ waiting: ['blocked'], snoozed: [expect.any(String)] });
});

test('the same reason that happens again appears at once', async () => {
  const work = await handedOff();
  await work.run('task_snooze', { id: 1, until: '2d' });
  work.pass(MINUTE);
  await leave(work, 'Nearly done');
  expect(await now(work)).toEqual({ waiting: ['handoff'], snoozed: [] });
});

test('it can be ended, undone, and is refused where nothing needs attention', async () => {
  const work = await handedOff();
  await work.run('task_snooze', { id: 1 });
  await work.run('task_snooze', { id: 1, off: true });
  expect((await now(work)).waiting).toEqual(['handoff']);
  await work.run('task_snooze', { id: 1 });
  await work.run('task_undo', {}, ADA);
  expect((await now(work)).waiting).toEqual(['handoff']);
  await work.run('task_done', { id: 1 });
  const refused = await work.refused('task_snooze', { id: 1 });
  expect([refused.code, refused.message]).toEqual(['nothing-to-do', "task 1 doesn't need attention"]);
});
