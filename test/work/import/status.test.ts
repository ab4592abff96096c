import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { resultOf, runIn } from '../../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const [S1, S2] = [agent('s1'), agent('s2')];

/** Task 1 is claimed by s1 and has an open subtask, task 2. Task 3 is free. */
async function claimed(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Big job', scope: ['a/**', 'b/**'] });
  await work.run('task_start', { id: 1 }, S1);
  await work.run('task_add', { description: 'Part', parent: 1 });
  await work.run('task_add', { description: 'Free' });
  return work;
}

const tasksOf = async ({ run }: TestWorkspace) => (await run<{ tasks: Task[] }>('task_export')).tasks;
const claimsOf = async ({ run }: TestWorkspace) => (await run<{ claims: Claim[] }>('claim_list')).claims;

/** Returns an import of rows with these fields, for the first tasks. */
async function rowsFor(work: TestWorkspace, ...fields: object[]) {
  const tasks = await tasksOf(work);
  const rows = fields.map((more, i) => ({ uuid: tasks[i]!.uuid, description: tasks[i]!.description, ...more }));
  return { tasks: rows, existing: 'update' };
}

describe('an import that closes a task', () => {
  test.each(['completed', 'deleted'])('of another holder (%s) is refused, and nothing is imported', async (status) => {
    const work = await claimed();
    const before = [await tasksOf(work), await claimsOf(work)];
    const rows = await rowsFor(work, { status }, {}, { description: 'Renamed' });
    const error = await work.refused('task_import', rows, S2);
    expect(error).toMatchObject({ code: 'claimed', message: expect.stringMatching(/^row 1, .*s1/), data: { row: 1 } });
    expect(error.hint).toContain('Nothing was imported.');
    expect([await tasksOf(work), await claimsOf(work)]).toEqual(before);
    const skipped = await work.run('task_import', { ...rows, skip_bad: true }, S2);
    expect(skipped).toMatchObject({ bad: [{ row: 1 }], changed: [{ id: 3, fields: ['description'] }] });
  });

  test.each([
    ['completed', ADA],
    ['deleted', S1],
  ])('is refused during a run, which keeps its task (%s)', async (status, caller) => {
    const work = await claimed();
    await runIn(work, 'review', { number: 3, result: resultOf() });
    const { message } = await work.refused('task_import', await rowsFor(work, {}, {}, { status }), caller);
    expect(message).toMatch(/^row 3, task 3 is claimed by run r1/);
  });

  test('of the caller releases its claim, despite open subtasks, and keeps the times of the row', async () => {
    const work = await claimed();
    const closed = { status: 'completed', end: '2026-07-01T10:00:00Z', modified: '2026-07-02T10:00:00Z' };
    const rows = await rowsFor(work, closed);
    await work.run('task_import', rows, S1);
    const [task] = await tasksOf(work);
    expect(task).toMatchObject(closed);
    expect(task).not.toHaveProperty('start');
    expect(await claimsOf(work)).toEqual([]);
    expect(await work.run('task_import', rows, S1)).toMatchObject({ imported: [], unchanged: 1 });
  });

  test('keeps its handoff and the notes of the row, so that the same import again changes nothing', async () => {
    const work = await claimed();
    await work.run('task_annotate', { id: 3, text: 'seen' });
    await work.run('task_stop', { id: 3, handoff: 'Left: the tests' }, ADA);
    const [, , { annotations } = {} as Task] = await tasksOf(work);
    const rows = await rowsFor(work, {}, {}, { status: 'completed', end: '2026-07-01T10:00:00Z', annotations });
    await work.run('task_import', rows);
    expect(await work.run('task_import', rows)).toMatchObject({ changed: [] });
    expect((await tasksOf(work))[2]).toMatchObject({ handoff: { note: 'Left: the tests' }, annotations });
  });

  test('in its source, an issue of another tool, is refused for another holder', async () => {
    const work = await testWorkspace();
    const file = join(work.folder, 'project', 'issues.jsonl');
    const issue = (status: string) =>
      writeFileSync(file, JSON.stringify({ id: 'bd-1', title: 'Seat map', status, priority: 2, issue_type: 'task' }));
    issue('open');
    await work.run('task_import', { from: file });
    await work.run('task_start', { id: 1 }, S1);
    issue('closed');
    expect(await work.refused('task_import', { from: file }, S2)).toMatchObject({ code: 'claimed' });
    expect((await tasksOf(work))[0]).toMatchObject({ status: 'pending', start: expect.anything() });
    await work.run('task_import', { from: file }, S1);
    expect((await tasksOf(work))[0]).not.toHaveProperty('start');
    expect(await claimsOf(work)).toEqual([]);
  });

  test('adds it to the log of its goal', async () => {
    const work = await testWorkspace();
    await work.run('goal_add', { title: 'Fast', why: 'People wait' });
    await work.run('task_add', { description: 'Measure', goal: 'I-1' });
    await work.run('task_import', await rowsFor(work, { status: 'completed' }));
    expect(await work.text('goal_info', { id: 'I-1' })).toContain('#1 Measure: done');
  });
});

test('doctor names a claim on a closed task, which an earlier version left, and its line releases the claim', async () => {
  const work = await claimed();
  const finding = /task 1 is completed, but still claimed by session s1\. .*`backlog claim release --task 1`/;
  expect(await work.text('doctor')).not.toMatch(finding);
  await work.opened.store.write({ actor: ADA.actor, command: 'task_import' }, (tx) => {
    for (const [uuid, task] of tx.all('task'))
      if (task.id === 1) tx.put('task', uuid, { ...task, status: 'completed' });
  });
  expect(await work.text('doctor')).toMatch(finding);
  await work.run('claim_release', { task: 1 });
  expect(await work.text('doctor')).not.toMatch(finding);
});

test('an import that reopens a task removes its end and a past until', async () => {
  const work = await claimed();
  await work.run('task_modify', { filter: '3', until: '2026-07-31' });
  await work.run('task_done', { id: 3 });
  work.pass(7 * 86_400_000);
  await work.run('task_import', await rowsFor(work, {}, {}, { status: 'pending' }));
  const [, , task] = await tasksOf(work);
  expect(task).toMatchObject({ status: 'pending' });
  expect([task!.end, task!.until]).toEqual([undefined, undefined]);
});

const DUE = { recur: 'weekly', due: '2026-08-03T00:00:00Z' };

test.each([
  ['with the status of one', { ...DUE, status: 'recurring' }],
  ['without a status', DUE],
])('a row %s makes a task a recurrence template, unless it is started', async (_, weekly) => {
  const work = await claimed();
  const error = await work.refused('task_import', await rowsFor(work, weekly), S1);
  expect(error).toMatchObject({ code: 'conflict', message: expect.stringMatching(/^row 1, task 1 is started/) });
  expect(error.hint).toContain('task_stop 1');
  expect((await tasksOf(work))[0]).toMatchObject({ status: 'pending' });
  await work.run('task_stop', { id: 1 }, S1);
  await work.run('task_import', await rowsFor(work, weekly), S1);
  expect((await tasksOf(work))[0]).toMatchObject({ status: 'recurring', series: { zone: 'UTC' } });
  await work.run('task_import', await rowsFor(work, { recur: null }), S1);
  const [task] = await tasksOf(work);
  expect([task!.status, task!.series]).toEqual(['pending', undefined]);
});
