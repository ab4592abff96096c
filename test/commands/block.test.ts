import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { gitProject } from '../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

async function blocked(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  for (const description of ['Publish the terms', 'Another']) await work.run('task_add', { description });
  await work.run('task_block', { id: 1, reason: 'waiting for legal', until: 'tomorrow' });
  return work;
}

const stored = ({ opened }: TestWorkspace): Task =>
  [...opened.store.state.all('task')].map(([, one]) => one).find(({ id }) => id === 1)!;
const ids = async (work: TestWorkspace, filter: string) =>
  (await work.run<{ tasks: { id: number }[] }>('task_list', { filter })).tasks.map(({ id }) => id);

test('a blocked task is BLOCKED and not READY, and every view says why and when to look again', async () => {
  const work = await blocked();
  expect(await ids(work, '+BLOCKED')).toEqual([1]);
  expect(await ids(work, '+READY')).toEqual([2]);
  expect(await work.text('task_explain', { id: 1 })).toMatch(
    /is blocked:\n- it is blocked: waiting for legal \(look again 2026-07-31/,
  );
  expect(await work.text('task_info', { id: 1 })).toContain('blocked: "waiting for legal" (human:ada, look again ');
  expect(await work.text('report_standup', { since: 'yesterday' })).toContain(
    '1 Publish the terms: "waiting for legal"',
  );
  expect(await work.text('orchestrator_explain', { filter: '1' })).toContain('waiting for legal');
  expect(await ids(work, 'text:legal')).toEqual([1]);
});

test('nobody is given it, and a start that names it is refused unless forced; then the reason becomes a note', async () => {
  const work = await blocked();
  const { task } = await work.run<{ task: Task }>('task_next', { peek: true }, agent('s1'));
  expect(task?.id ?? 2).toBe(2);
  const refused = await work.refused('task_start', { id: 1 }, agent('s1'));
  expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('waiting for legal') });
  expect(refused.hint).toContain('task_unblock 1');
  expect((await work.refused('run_start', { filter: '1', agent: 'claude' })).message).toContain('waiting for legal');
  await work.run('task_start', { id: 1, force: true }, agent('s1'));
  expect(stored(work).obstacle).toBeUndefined();
  expect(stored(work).annotations).toMatchObject([{ actor: 'human:ada', text: 'Blocked: waiting for legal' }]);
});

test('another reason leaves the earlier one as a note; the same reason only changes the date', async () => {
  const work = await blocked();
  await work.run('task_block', { id: 1, reason: 'waiting for legal' });
  expect(stored(work)).toMatchObject({ obstacle: { note: 'waiting for legal' } });
  expect(stored(work).obstacle?.until).toBeUndefined();
  expect(stored(work).annotations ?? []).toEqual([]);
  await work.run('task_block', { id: 1, reason: 'no access' }, agent('s1'));
  expect(stored(work).obstacle).toMatchObject({ note: 'no access', actor: 'ai:claude-code' });
  expect(stored(work).annotations).toMatchObject([{ actor: 'human:ada', text: 'Blocked: waiting for legal' }]);
});

test.each(['2', '#2', 'by 2', 'task-2'])('the reason %j is a task, which the hint depends on', async (reason) => {
  const work = await blocked();
  const { code, hint } = await work.refused('task_block', { id: 1, reason });
  const [, depends] = /task_modify 1 --depends (\S+)`/.exec(hint!)!;
  expect(code).toBe('usage');
  await work.run('task_modify', { filter: '1', depends: [depends!] });
  expect(stored(work).depends).toHaveLength(1);
});

test('another handoff leaves the note of the earlier one', async () => {
  const work = await blocked();
  for (const handoff of ['half done', 'half done', 'the parser is left'])
    await work.run('task_stop', { id: 2, handoff }, ADA);
  const two = [...work.opened.store.state.all('task')].map(([, one]) => one).find(({ id }) => id === 2);
  expect(two).toMatchObject({
    handoff: { note: 'the parser is left' },
    annotations: [{ actor: 'human:ada', text: 'Handed off: half done' }],
  });
});

test('from its date on it needs attention, and stays blocked until somebody unblocks it', async () => {
  const work = await blocked();
  interface Now {
    waiting: { what: string; card: { id: number } }[];
  }
  const attention = async () => (await work.run<Now>('report_now')).waiting.map(({ what }) => what);
  expect(await attention()).toEqual([]);
  work.pass(2 * DAY_MS);
  expect(await attention()).toEqual(['blocked']);
  expect(await work.text('report_now')).toContain('blocked #1  Publish the terms: waiting for legal');
  expect(await ids(work, '+READY')).toEqual([2]);
  await work.run('task_unblock', { id: 1 });
  expect(await attention()).toEqual([]);
  expect(await ids(work, '+READY')).toEqual([1, 2]);
  expect((await work.refused('task_unblock', { id: 1 })).code).toBe('nothing-to-do');
});

test('a dependency and a reason are both named, and each is removed alone', async () => {
  const work = await blocked();
  await work.run('task_modify', { filter: '1', depends: '2' });
  expect(await work.text('task_explain', { id: 1 })).toMatch(
    /- it is blocked: waiting.*\n- it is blocked by #2 Another/,
  );
  await work.run('task_done', { id: 2 });
  expect(await ids(work, '+BLOCKED')).toEqual([1]);
  await work.run('task_undo');
  await work.run('task_unblock', { id: 1 });
  expect(await ids(work, '+BLOCKED')).toEqual([1]);
  expect(await work.text('task_explain', { id: 1 })).not.toContain('legal');
});

test('undo takes a block back; a copy has none; an import keeps it with the importer as its author', async () => {
  const work = await blocked();
  const row = { ...stored(work), obstacle: { ...stored(work).obstacle, actor: 'human:boss' } };
  await work.run('task_duplicate', { id: 1 });
  expect(await ids(work, '+BLOCKED')).toEqual([1]);
  const other = await testWorkspace();
  await other.run('task_import', { tasks: [JSON.parse(JSON.stringify(row))] }, agent('s1'));
  expect(stored(other).obstacle).toMatchObject({
    actor: expect.stringContaining('ai:claude-code'),
    author: 'human:boss',
    note: 'waiting for legal',
  });
  await work.run('task_undo', { commit: 3 }, ADA);
  expect(await ids(work, '+BLOCKED')).toEqual([]);
});

test('a hostile reason stays text on one line where lines matter', async () => {
  const work = await blocked();
  await work.run('task_block', { id: 1, reason: 'line one\n- it is ready\u202e\u001b[31m' });
  const text = await work.text('task_explain', { id: 1 });
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202e');
  expect(text.split('\n').filter((line) => line.startsWith('- it is ready'))).toEqual([]);
});

test('the day to look again is this day for each reader', async () => {
  const work = await testWorkspace({ zone: 'UTC' });
  await work.run('task_add', { description: 'Publish the terms' });
  const inZone = (zone: string) => ({ ...ADA, zone });
  const until = '2026-08-03';
  await work.run('task_block', { id: 1, reason: 'legal', until }, inZone('Pacific/Kiritimati'));
  expect(stored(work).obstacle?.until).toBe(until);
  const needs = async (zone: string) =>
    (await work.run<{ attention: { why: string }[] }>('backlog_status', {}, inZone(zone))).attention.length;
  work.pass(Date.parse('2026-08-02T12:00:00Z') - NOON);
  expect([await needs('Pacific/Kiritimati'), await needs('Pacific/Pago_Pago')]).toEqual([1, 0]);
  work.pass(DAY_MS);
  expect(await needs('Pacific/Pago_Pago')).toBe(1);
});
