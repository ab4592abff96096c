import { expect, test } from 'vitest';
import type { Proposal } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const S1 = agent('s1');
const AT = '2026-07-30T10:00:00Z';
const DAY = 86_400_000;

interface Refined {
  proposals: Proposal[];
  known: number;
  full: number;
}
const refine = (work: TestWorkspace, input: object = {}) => work.run<Refined>('task_refine', input);

const result = (paths: string[], outside: string[] = []) =>
  ({
    ...{ commit: 'a'.repeat(40), tree: 'b'.repeat(40), at: AT, files: paths.length, paths },
    ...{ outside, added: 1, deleted: 0, nested: [] },
  }) as never;

/** Three merged runs of the project web, and a vague task of it. */
async function taught(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, {
    'src/web/a.ts': 'a\n',
    'src/api/b.ts': 'b\n',
    'test/web/a.test.ts': 'a\n',
    'docs/c.md': 'c\n',
  });
  await work.run('setting_set', { name: 'checks.unit', value: 'true' });
  for (const n of [1, 2, 3]) {
    await work.run('task_add', {
      description: `Paint ${'abc'[n - 1]} part now`,
      project: 'web',
      checks: 'unit',
      scope: 'src/web/**',
    });
    await runIn(work, 'merged', {
      number: n,
      merged: { commit: 'a'.repeat(40), at: AT },
      result: result(['src/web/a.ts', 'test/web/a.test.ts']),
    });
    await work.run('task_done', { id: n });
  }
  await work.run('task_add', { description: 'Fix stuff', project: 'web' });
  return work;
}

const info = async (work: TestWorkspace, id: number) => (await work.run<{ record: Task }>('task_info', { id })).record;

test('a vague task gets scope, checks and criteria of the past, by a proposal that a person accepts and undoes', async () => {
  const work = await taught();
  const before = await info(work, 4);
  expect((await refine(work, { dry_run: true })).proposals).toHaveLength(1);
  expect((await work.run<{ total: number }>('inbox_list', {})).total).toBe(0);
  const { proposals } = await refine(work);
  expect(proposals).toMatchObject([
    {
      state: 'open',
      change: {
        kind: 'vague',
        scope: [{ glob: 'src/web/**' }, { glob: 'test/web/**' }],
        checks: ['unit'],
        acceptance: ['A test fails without the change and passes with it'],
      },
    },
  ]);
  expect(await work.text('inbox_list', { id: 'p1' })).toContain('changes: task 4');
  expect((await work.refused('inbox_accept', { ids: 'p1' }, S1)).code).toBe('forbidden');
  expect(await work.text('inbox_accept', { ids: 'p1' })).toContain('p1 changed #4');
  expect(await info(work, 4)).toMatchObject({
    scope: [{ glob: 'src/web/**' }, { glob: 'test/web/**' }],
    checks: ['unit'],
    acceptance: [{ text: 'A test fails without the change and passes with it' }],
  });
  expect((await work.run<{ total: number }>('task_list', {})).total).toBe(1);
  await work.run('task_undo');
  expect(await info(work, 4)).toEqual(before);
  expect((await work.run<{ total: number }>('inbox_list', {})).total).toBe(1);
});

test('the same proposal is counted, follows its task while it is open, and stays away once it is rejected', async () => {
  const work = await taught();
  await refine(work);
  work.pass(60_000);
  await work.run('task_modify', { filter: '4', scope: 'docs/**' });
  expect((await work.refused('inbox_accept', { ids: 'p1' })).message).toContain('somebody changed task 4');
  expect(await refine(work)).toMatchObject({ proposals: [], known: 1 });
  const { proposals } = await work.run<Refined>('inbox_list', {});
  expect(proposals).toMatchObject([{ id: 'p1', count: 2 }]);
  expect(proposals[0]?.change?.scope).toBeUndefined();
  await work.run('inbox_reject', { ids: 'p1', reason: 'It is fine' });
  expect(await refine(work)).toMatchObject({ proposals: [], known: 1 });
  expect((await work.run<Refined>('inbox_list', {})).proposals).toEqual([]);
});

test('a task whose runs failed gets the files that they needed', async () => {
  const work = await taught();
  await work.run('task_add', {
    description: 'Write the parser',
    scope: 'src/api/**',
    acceptance: 'It parses',
    checks: 'unit',
  });
  for (let n = 0; n < 3; n++)
    await runIn(work, 'failed', {
      number: 5,
      reason: { code: 'crashed', text: 'exit 1\u001b[2J' },
      result: result(['src/api/b.ts', 'src/web/[a].ts'], ['src/web/[a].ts']),
    });
  const { proposals } = await refine(work, { filter: '5' });
  expect(proposals).toMatchObject([
    { change: { kind: 'failed', scope: [{ glob: 'src/api/**' }, { glob: 'src/web/[[]a].ts' }] } },
  ]);
  expect(proposals[0]?.body).toContain('3 runs failed');
  expect(await work.text('inbox_list', { id: 'p1' })).not.toContain('\u001b');
  await work.run('inbox_accept', { ids: 'p1' });
  expect((await info(work, 5)).scope).toHaveLength(2);
});

test('a large task is split along its folders, at most two levels deep', async () => {
  const work = await taught();
  const whole = { acceptance: 'It works', checks: 'unit', scope: 'src/**' };
  await work.run('task_add', { description: 'Rewrite everything below src', estimate: '40h', ...whole });
  const { proposals } = await refine(work, { filter: '5' });
  expect(proposals).toMatchObject([
    { change: { kind: 'large', parts: [{ name: 'src/api/**' }, { name: 'src/web/**' }] } },
  ]);
  expect(await work.text('inbox_accept', { ids: 'p1' })).toContain('split into 2 subtasks');
  expect(await info(work, 6)).toMatchObject({ description: 'Rewrite everything below src (src/api/**)' });
  await work.run('task_undo');
  expect((await work.run<{ total: number }>('task_list', {})).total).toBe(2);
  // A part of a part is not split again.
  const half = { description: 'Rewrite the half below src', parent: 5, ...whole };
  const { id: parent } = await work.run<{ id: number }>('task_add', half);
  const quarter = { description: 'Rewrite the quarter below src', parent, estimate: '40h', ...whole };
  const { id } = await work.run<{ id: number }>('task_add', quarter);
  expect((await refine(work, { filter: String(id) })).proposals.filter(({ change }) => change?.parts)).toEqual([]);
});

test('a stale task is proposed to be deleted, and one that somebody holds is left alone', async () => {
  const work = await taught();
  work.pass(61 * DAY);
  const { proposals } = await refine(work);
  expect(proposals.map(({ change }) => change?.kind)).toEqual(['vague', 'stale']);
  const stale = proposals.find(({ change }) => change?.close)!;
  expect(await work.text('inbox_accept', { ids: stale.id })).toContain('deleted #4');
  expect((await info(work, 4)).status).toBe('deleted');
  // The other proposal is about a closed task now.
  const other = proposals.find(({ change }) => !change?.close)!;
  expect((await work.refused('inbox_accept', { ids: other.id })).message).toContain('task 4 is deleted');
  await work.run('task_undo');
  await work.run('task_start', { id: 4 }, S1);
  expect(await refine(work)).toMatchObject({ proposals: [], known: 0 });
});

test('a rule accepts no change of a task, and 500 vague tasks are bounded', async () => {
  const work = await taught();
  await work.run('setting_set', { name: 'inbox.accept', value: 'project:web' });
  expect((await refine(work)).proposals).toMatchObject([{ state: 'open' }]);
  await work.run('task_import', {
    tasks: Array.from({ length: 500 }, (_, i) => ({ description: `Fix thing${i}`, project: 'web' })),
  });
  const { proposals, full, known } = await refine(work);
  expect([proposals.length, known, full]).toEqual([20, 1, 480]);
});
