import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { agent, testWorkspace } from '../support/workspace.ts';

/** 1 open, 2 open and later due, 3 done, 4 deleted, 5 a template; all but 6 are bugs of project web. */
async function bugs() {
  const workspace = await testWorkspace();
  const fields = { tags: 'bug', project: 'web' };
  await workspace.run('task_add', { description: 'Later', due: '2026-08-20', ...fields });
  await workspace.run('task_add', { description: 'Sooner', due: '2026-08-10', ...fields });
  await workspace.run('task_add', { description: 'Done', ...fields });
  await workspace.run('task_add', { description: 'Gone', ...fields });
  await workspace.run('task_add', { description: 'Other' });
  await workspace.run('task_done', { id: 3 });
  await workspace.run('task_delete', { id: 4 });
  return workspace;
}

const changed = async (workspace: Awaited<ReturnType<typeof bugs>>, filter: string) =>
  (await workspace.run<{ tasks: Task[] }>('task_modify', { filter, priority: 'H' })).tasks.map(({ id }) => id);

describe('a filter that names no status', () => {
  test('means open tasks when tasks are listed, and the answer counts the closed ones', async () => {
    const workspace = await bugs();
    expect((await workspace.text('task_list', { filter: '+bug' })).split('\n')).toEqual([
      expect.stringMatching(/^2 /),
      expect.stringMatching(/^1 /),
      '2 closed tasks match too: add +ANY.',
    ]);
    expect(await workspace.text('task_count', { filter: '+bug' })).toBe('2\n2 closed tasks match too: add +ANY.');
    expect(await workspace.text('task_count', { filter: '+bug +ANY' })).toBe('4');
  });

  test('means open tasks when tasks are changed', async () => {
    const workspace = await bugs();
    expect(await changed(workspace, '+bug')).toEqual([2, 1]);
    expect(await workspace.text('task_modify', { filter: 'project:web', project: 'site' })).toContain(
      '2 closed tasks match too',
    );
  });

  test('that matches closed tasks only changes nothing and says how to ask for them', async () => {
    const workspace = await bugs();
    const error = await workspace.refused('task_modify', { filter: 'Done', priority: 'H' });
    expect([error.code, error.message, error.hint]).toEqual([
      'nothing-to-do',
      'no open task matches Done',
      '1 closed task matches too: add +ANY.',
    ]);
    expect(await workspace.text('task_list', { filter: 'Done' })).toBe(
      'No tasks.\n1 closed task matches too: add +ANY.',
    );
  });

  test('tells of recurring templates likewise', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { description: 'Water', due: '2026-08-20', recur: 'yearly' });
    expect(await workspace.text('task_list', { filter: 'Water +TEMPLATE' })).toMatch(/^1 .*recurring/);
    expect(await workspace.text('task_list', { filter: 'Water' })).toContain('1 recurring task matches too: add +ANY.');
  });

  test('says so when it is explained', async () => {
    const workspace = await bugs();
    expect(await workspace.text('filter_explain', { filter: '+bug' })).toContain('no status given');
    expect(await workspace.text('filter_explain', { filter: '+bug +ANY' })).not.toContain('no status given');
  });
});

describe('closed tasks are listed and changed with', () => {
  test.each([
    ['status:completed', [3]],
    ['+bug +COMPLETED', [3]],
    ['+bug end.after:2020-01-01 sort:id+', [3, 4]],
    ['( +DELETED or Sooner ) sort:id+', [2, 4]],
    ['+bug -COMPLETED sort:id+', [1, 2, 4]],
    ['@closed', [3]],
    ['3,4 +bug sort:id+', [3, 4]],
    ['3', [3]],
  ])('%s', async (filter, ids) => {
    const workspace = await bugs();
    await workspace.run('view_set', { name: 'closed', filter: 'status:completed' });
    expect(await changed(workspace, filter)).toEqual(ids);
    const { tasks } = await workspace.run<{ tasks: Task[] }>('task_list', { filter });
    expect(tasks.map(({ id }) => id).sort()).toEqual(ids);
  });
});

describe('a bulk change', () => {
  test.each([
    ['+bug sort:due+ limit:1', [2]],
    ['+bug sort:due- limit:1', [1]],
    ['+bug sort:due-', [1, 2]],
    ['+bug limit:1', [2]],
  ])('%s', async (filter, ids) => {
    expect(await changed(await bugs(), filter)).toEqual(ids);
  });
});

test('what status counts is what the filter counts, of active, waiting and handed-off tasks too', async () => {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'Free' });
  await workspace.run('task_add', { description: 'Active' });
  await workspace.run('task_add', { description: 'Left' });
  await workspace.run('task_add', { description: 'Blocked and waiting', depends: 1, wait: 'tomorrow' });
  await workspace.run('task_add', { description: 'Active though blocked', depends: 1, due: 'yesterday' });
  await workspace.run('task_add', { description: 'Template', recur: 'yearly', due: '2030-01-01' });
  await workspace.run('task_start', { id: 2 }, agent('s1'));
  await workspace.run('task_start', { id: 5, force: true }, agent('s1'));
  await workspace.run('task_stop', { id: 3, handoff: 'later' });
  const { counts } = await workspace.run<{ counts: Record<string, number> }>('backlog_status');
  const words = { pending: 'PENDING', ready: 'READY', active: 'ACTIVE', blocked: 'BLOCKED', waiting: 'WAITING' };
  const more = { overdue: 'OVERDUE', handoffs: 'HANDOFF', reviews: 'INREVIEW' };
  for (const [count, tag] of Object.entries({ ...words, ...more })) {
    expect([count, await workspace.text('task_count', { filter: `+${tag}` })]).toEqual([count, String(counts[count])]);
  }
  expect(counts).toMatchObject({ ready: 3, active: 2, blocked: 2 });
});

describe('a filter without a condition', () => {
  const LISTS = ['task_list', 'task_count', 'task_tree', 'task_graph', 'report_graph'] as const;

  test.each(LISTS.flatMap((name) => ['', 'sort:due+', 'limit:9'].map((filter) => [name, filter])))(
    'of %s shows active tasks that wait, hides the others and says how many (%s)',
    async (name, filter) => {
      const workspace = await testWorkspace();
      for (const wait of [undefined, 'tomorrow', 'tomorrow', 'tomorrow'])
        await workspace.run('task_add', { description: 'Fix', ...(wait ? { wait } : {}) });
      await workspace.run('task_add', { description: 'Water', due: '2026-08-20', recur: 'yearly' });
      await workspace.run('task_start', { id: 2, force: true });
      await workspace.run('task_start', { id: 1 });
      await workspace.run('task_done', { id: 1 });
      const alone = name === 'report_graph' ? { alone: true } : {};
      const text = await workspace.text(name, { filter, ...alone });
      const hidden = '2 waiting tasks are hidden: task_list +WAITING shows them.';
      expect(text.split('\n').at(-1)).toBe(hidden);
      if (name === 'task_count') return expect(text).toBe(`2\n${hidden}`);
      expect(Array.from(text.matchAll(/^ *(\d+) (?!wait)/gm), ([, id]) => Number(id)).sort()).toEqual([2, 6]);
    },
  );

  test('says nothing of tasks that it does not hide', async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { description: 'Fix', wait: 'tomorrow' });
    await workspace.run('task_start', { id: 1, force: true });
    expect(await workspace.text('task_list')).not.toContain('hidden');
    await workspace.run('task_stop', { id: 1 });
    expect(await workspace.text('task_list')).toBe('No tasks.\n1 waiting task is hidden: task_list +WAITING shows it.');
    for (const filter of ['Fix', '+WAITING', '+ANY'])
      expect(await workspace.text('task_list', { filter })).toMatch(/^1 - waiting Fix$/);
  });
});

describe('what matches nothing', () => {
  test.each([
    ['+REDY', 'Nothing has +REDY; did you mean +READY?'],
    ['+bgu', 'Nothing has +bgu; did you mean +bug?'],
    ['project:wbe', 'Nothing has project:wbe; did you mean project:web?'],
    ['project:qqqq', 'Nothing has project:qqqq.'],
    ['999', 'No task of the queue has the number 999. It was never here, or it was archived or purged.'],
    ['990-999', ''],
    [
      '+REDY project:wbe',
      'Nothing has +REDY; did you mean +READY?\nNothing has project:wbe; did you mean project:web?',
    ],
    ['-nosuch +DELETED nothing', ''],
    ['+web', 'Nothing has +web; did you mean project:web?'],
    ['created:zed', 'Nothing has created:zed. The authors: human:ada.'],
    ['project:bug', 'Nothing has project:bug; did you mean +bug?'],
  ])('%s names the nearest', async (filter, note) => {
    const workspace = await bugs();
    const told = await workspace.text('task_list', { filter });
    if (note === '') expect(told).toMatch(/^No tasks\.\nNo task fits /);
    else expect(told).toBe(`No tasks.\n${note}`);
    expect(await workspace.text('task_count', { filter })).toBe(['0', note].filter(Boolean).join('\n'));
  });

  test('is said by next, and not as if the whole queue had been asked', async () => {
    const workspace = await bugs();
    expect(await workspace.text('task_next', { filter: 'project:wbe' })).toBe(
      'No task to take: no open task matches project:wbe.\nNothing has project:wbe; did you mean project:web?',
    );
    expect(await workspace.text('task_next', { filter: 'Done' })).toBe(
      'No task to take: no open task matches Done.\n1 closed task matches too: add +ANY.',
    );
    await workspace.run('task_modify', { filter: '1,2', depends: 5 });
    expect(await workspace.text('task_next', { filter: '+bug' })).toMatch(
      /^No task to take of \+bug: 2 open, 2 blocked\./,
    );
  });
});
