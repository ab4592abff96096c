import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { tempFolder } from '../../support/folder.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const DAY = 86_400_000;

const WATER = { description: 'Water', due: '2026-07-01T09:00', recur: 'daily' };

async function instances(workspace: TestWorkspace): Promise<Task[]> {
  const { tasks } = await workspace.run<{ tasks: Task[] }>('task_list', { filter: '+INSTANCE +ANY sort:due+' });
  return tasks;
}

const dues = async (workspace: TestWorkspace) => (await instances(workspace)).map(({ due }) => due);

describe('a read shows with their ids the instances that are due to exist', () => {
  test.each([
    ['task_list', {}, /^2 - ready due:today .*Water/],
    ['task_count', { filter: '+READY' }, /^2$/],
    ['backlog_status', {}, /2 ready\), 0 completed; 1 overdue/],
    ['task_list', { filter: '+OVERDUE' }, /^2 .*Water$/],
    ['task_info', { id: 2 }, /^2 - ready/],
  ])('%s %j', async (command, input, expected) => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', WATER);
    expect(await workspace.text(command, input)).toMatch(expected);
    expect(await dues(workspace)).toEqual(['2026-07-30T09:00:00Z', '2026-07-31T09:00:00Z']);
  });

  test('in one commit signed by the system, and in none when nothing is due', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', WATER);
    const { state } = workspace.opened.store;
    const before = state.seq;
    await workspace.run('task_list');
    expect(state.seq).toBe(before + 1);
    await workspace.run('task_list');
    await workspace.run('task_count');
    expect(state.seq).toBe(before + 1);
    expect(await workspace.text('task_history', { id: 2 })).toContain('system:recurrence');
    workspace.pass(DAY);
    expect(await workspace.text('task_count', { filter: '+INSTANCE' })).toBe('3');
    expect(state.seq).toBe(before + 2);
  });

  test('even where the store cannot be written, with what it has', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { description: 'Plain' });
    await workspace.run('task_add', WATER);
    const file = join(workspace.opened.store.dir, 'format.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), minWriter: 999 }));
    expect(await workspace.text('task_list')).toMatch(/^1 - ready Plain$/);
    expect(readFileSync(join(workspace.opened.store.dir, 'diagnostics.log'), 'utf8')).toContain(
      'make instances of recurring tasks',
    );
    expect((await workspace.refused('task_add', { description: 'x' })).code).toBe('store');
  });
});

describe('an instance', () => {
  test('is the same for callers in Berlin and in UTC, also where the clocks change', async () => {
    const folder = tempFolder('zones');
    const berlin = await testWorkspace({ folder, zone: 'Europe/Berlin' });
    const utc = await testWorkspace({ folder, zone: 'UTC' });
    await berlin.run('task_add', { ...WATER, due: '2026-07-29T09:00' });
    expect(await utc.run('task_info', { id: 1, format: 'json' })).toMatchObject({
      record: { series: { zone: 'Europe/Berlin' } },
    });
    for (let i = 0; i < 3; i++) {
      await berlin.run('task_list');
      await utc.run('task_list');
    }
    expect(await dues(utc)).toEqual(['2026-07-30T07:00:00Z', '2026-07-31T07:00:00Z']);
    for (let month = 0; month < 3; month++) {
      for (const workspace of [utc, berlin]) workspace.pass(30 * DAY);
      await utc.run('task_list');
    }
    expect((await dues(berlin)).slice(-2)).toEqual(['2026-10-28T08:00:00Z', '2026-10-29T08:00:00Z']);
  });

  test('that was purged stays away; the next one comes', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', WATER);
    await workspace.run('task_delete', { id: 2 });
    await workspace.run('task_purge', { id: 2 });
    expect(await dues(workspace)).toEqual(['2026-07-31T09:00:00Z']);
    workspace.pass(DAY);
    expect(await dues(workspace)).toEqual(['2026-07-31T09:00:00Z', '2026-08-01T09:00:00Z']);
  });

  test('has the documents of its template as they are when it is made, and its criteria unmet', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { ...WATER, due: '2026-07-30T18:00', spec: '# Which plants', acceptance: ['wet'] });
    await workspace.run('task_doc_write', { id: 1, name: 'map', content: 'left' });
    expect(await workspace.text('task_info', { id: 2 })).toContain('# Which plants');
    await workspace.run('task_doc_write', { id: 1, content: '# All plants' });
    await workspace.run('task_doc_delete', { id: 1, name: 'map' });
    workspace.pass(DAY);
    const [first, second] = await instances(workspace);
    expect(await workspace.text('task_doc_read', { id: first!.id })).toBe('# Which plants');
    expect(await workspace.text('task_doc_read', { id: second!.id })).toBe('# All plants');
    expect((await workspace.refused('task_doc_read', { id: second!.id, name: 'map' })).code).toBe('not-found');
    expect((await workspace.refused('task_done', { id: second!.id })).message).toContain('unmet acceptance criteria');
  });

  test.each(['task_done', 'task_start'])('is named when %s is asked of its template', async (command) => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', WATER);
    const error = await workspace.refused(command, { id: 1 }, agent('s1'));
    expect(error.message).toBe('task 1 is a recurrence template');
    expect(error.hint).toContain('Name its instance instead: 2, 3.');
    await workspace.run('task_done', { id: 2 }, agent('s1'));
  });
});

describe('the zone of a template', () => {
  test('comes with recur, goes with it, and is copied', async () => {
    const folder = tempFolder('series');
    const tokyo = await testWorkspace({ folder, zone: 'Asia/Tokyo' });
    const utc = await testWorkspace({ folder });
    const zoneOf = async (id: number) =>
      (await utc.run<{ record: Task }>('task_info', { id, format: 'json' })).record.series?.zone;
    await tokyo.run('task_add', { description: 'Water', due: '2026-09-01T09:00' });
    expect(await zoneOf(1)).toBeUndefined();
    await tokyo.run('task_modify', { filter: '1', recur: 'weekly' });
    expect(await zoneOf(1)).toBe('Asia/Tokyo');
    await utc.run('task_modify', { filter: '1', recur: 'monthly' });
    expect(await zoneOf(1)).toBe('Asia/Tokyo');
    const copy = await utc.run<Task>('task_duplicate', { id: 1 });
    expect(await zoneOf(copy.id)).toBe('Asia/Tokyo');
    await utc.run('task_modify', { filter: '1', recur: null });
    expect(await zoneOf(1)).toBeUndefined();
  });

  test('travels with an export', async () => {
    const tokyo = await testWorkspace({ zone: 'Asia/Tokyo' });
    await tokyo.run('task_add', { description: 'Water', due: '2026-09-01T09:00', recur: 'weekly' });
    const exported = await tokyo.text('task_export');
    const utc = await testWorkspace();
    await utc.run('task_import', { tasks: exported });
    expect((await utc.run<{ record: Task }>('task_info', { id: 1, format: 'json' })).record.series).toEqual({
      zone: 'Asia/Tokyo',
    });
  });
});

describe('a clock that is far ahead', () => {
  const far = 400 * DAY;

  async function withOffer() {
    const folder = tempFolder('clock');
    const wrong = await testWorkspace({ folder });
    const right = await testWorkspace({ folder });
    await right.run('task_add', { description: 'Offer', until: '2026-09-01' });
    wrong.pass(far);
    return { wrong, right };
  }

  test('does not store what has passed only for it, however often it calls', async () => {
    const { wrong, right } = await withOffer();
    await wrong.run('task_add', { description: 'From the future' });
    await wrong.run('task_next', {}, agent('s1'));
    await wrong.run('task_list');
    expect(await wrong.text('task_list', { filter: 'Offer +DELETED' })).toContain('deleted');
    expect(await right.text('task_list', { filter: 'Offer' })).toContain('ready Offer');
  });

  test('makes no instances that everybody else would find among his tasks, whatever it does; a holiday does not count', async () => {
    const folder = tempFolder('clock');
    const [wrong, right] = [await testWorkspace({ folder }), await testWorkspace({ folder })];
    await right.run('task_add', WATER);
    const before = await dues(right);
    wrong.pass(far);
    for (let i = 0; i < 3; i++) await wrong.run('task_add', { description: 'From the future' });
    expect(await dues(wrong)).toEqual(before);
    expect(await dues(right)).toEqual(before);
    right.pass(20 * DAY);
    expect(await dues(right)).toHaveLength(before.length + 2);
  });

  test('sweeps nothing that others still have', async () => {
    const folder = tempFolder('clock');
    const [wrong, right] = [await testWorkspace({ folder }), await testWorkspace({ folder })];
    await right.run('task_add', { description: 'Held' });
    await right.run('task_start', { id: 1 }, agent('s1'));
    wrong.pass(far);
    await wrong.run('task_list');
    expect(await right.text('claim_list')).toContain('#1 Held');
    expect(await right.text('task_list')).toContain('active Held');
  });

  test('is believed once the log has gone on for a day since', async () => {
    const { wrong } = await withOffer();
    await wrong.run('task_add', { description: 'First' });
    wrong.pass(DAY / 2);
    await wrong.run('task_add', { description: 'Half a day later' });
    expect(await wrong.text('task_history', { id: 1 })).not.toContain('system:expiry');
    wrong.pass(DAY / 2);
    await wrong.run('task_list');
    expect(await wrong.text('task_history', { id: 1 })).toContain('system:expiry');
  });
});

describe('a series that goes to another queue', () => {
  test.each(['backlog', 'ndjson', 'csv', 'taskwarrior'])('as %s rests after the first import', async (format) => {
    const here = await testWorkspace({ zone: 'Europe/Berlin' });
    await here.run('task_add', { description: 'Water', due: '2026-07-27T09:00', recur: 'weekly' });
    await here.run('task_add', { description: 'Feed', due: '2026-07-01', recur: 'monthly', until: '2026-12-31' });
    const instances = (await here.run<{ tasks: Task[] }>('task_export')).tasks.filter(({ template }) => template);
    await here.run('task_done', { id: instances[0]!.id });
    // Taskwarrior's instances have uuids of their own.
    const [template, own] = ['5b5b4e2e-4c7f-4c0c-9f0a-222222222221', '5b5b4e2e-4c7f-4c0c-9f0a-222222222222'];
    const series = { status: 'recurring', recur: 'weekly', due: '20260725T090000Z', entry: '20260720T090000Z' };
    await here.run('task_import', {
      tasks: [
        { ...series, uuid: template, description: 'Sweep', mask: '-' },
        { ...series, uuid: own, description: 'Sweep', status: 'pending', parent: template, imask: 0 },
      ],
    });
    const path = join(tempFolder('series'), format === 'csv' ? 'plan.csv' : 'plan.json');
    await here.run('task_export', { format, to: path });
    const there = await testWorkspace();
    await there.run('task_import', { from: path });
    const tasks = async () => (await there.run<{ tasks: Task[] }>('task_export')).tasks;
    const before = await tasks();
    expect(before.find(({ uuid }) => uuid === template)?.series?.purged).toHaveLength(1);
    expect(before.map(({ series }) => series)).toEqual(
      (await here.run<{ tasks: Task[] }>('task_export')).tasks.map(({ series }) => series),
    );
    for (const queue of [there, here]) {
      expect(await queue.run('task_import', { from: path })).toMatchObject({ imported: [], changed: [] });
    }
    expect(await tasks()).toEqual(before);
  });
});
