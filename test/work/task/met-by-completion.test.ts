import { describe, expect, test } from 'vitest';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const DAY = 86_400_000;
const YEAR = 366 * DAY;
const BLOCKER = { description: 'Migrate the database' };

/** A queue in which task 2 depends on task 1. */
async function twoTasks(blocker: object = {}): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { ...BLOCKER, ...blocker });
  await work.run('task_add', { description: 'Drop the old columns', depends: ['1'] });
  return work;
}

const ready = (work: TestWorkspace) => work.text('task_count', { filter: '2 +READY' });

/** Ways in which a blocker goes without being done. After each, its dependent waits for a person. */
const WAYS: Record<string, (work: TestWorkspace) => Promise<unknown>> = {
  deleted: (work) => work.run('task_delete', { id: ['1'] }),
  'deleted by an agent': (work) => work.run('task_delete', { id: ['1'] }, agent('s1')),
  'deleted and archived by its number': async (work) => {
    await work.run('task_delete', { id: ['1'] });
    expect((await work.refused('task_archive', { filter: '1' })).message).toContain('1 (it blocks task 2)');
  },
  'deleted and archived with all closed tasks': async (work) => {
    await work.run('task_add', { description: 'Another one' });
    await work.run('task_delete', { id: ['1', '3'] });
    work.pass(YEAR);
    await work.run('task_archive', {});
    expect(await work.text('task_list', { filter: '+ANY' })).not.toContain('Another one');
  },
  'deleted and purged': async (work) => {
    await work.run('task_delete', { id: ['1'] });
    expect((await work.refused('task_purge', { id: '1' })).code).toBe('referenced');
  },
  'an addition that is undone': async (work) => {
    expect((await work.refused('task_undo', { commit: await additionOf(work) })).code).toBe('referenced');
  },
};

async function additionOf({ opened }: TestWorkspace): Promise<number> {
  for await (const { seq, changes } of opened.store.history({}))
    if (changes.some(({ kind, before }) => kind === 'task' && before === null)) return seq;
  return expect.fail('nothing was added');
}

describe('a dependency is met by completion alone', () => {
  test.each(Object.entries(WAYS))('its blocker was %s', async (_, go) => {
    const work = await twoTasks();
    await go(work);
    expect(await ready(work)).toBe('0');
    expect(await work.text('task_count', { filter: '2 +BLOCKED' })).toBe('1');
    expect((await work.refused('task_start', { id: '2' }, agent('s2'))).message).toMatch(/^task 2 is blocked by #1 /);
    expect(await work.text('task_next', {}, agent('s2'))).not.toMatch(/^2 - /m);
  });

  test('its blocker expired', async () => {
    const work = await twoTasks({ until: '2026-07-31' });
    work.pass(3 * DAY);
    expect(await ready(work)).toBe('0');
    expect(await work.text('backlog_status')).toContain('#1 Migrate the database was deleted, not completed');
  });

  test('its blocker was completed, and archived', async () => {
    const work = await twoTasks();
    await work.run('task_done', { id: ['1'] });
    expect(await ready(work)).toBe('1');
    work.pass(YEAR);
    await work.run('task_archive', {});
    expect(await work.text('task_list', { filter: '+ANY' })).not.toContain('Migrate');
    expect(await ready(work)).toBe('1');
  });
});

test('the person who deletes a blocker, and whoever looks later, is told what waits and the lines that end it', async () => {
  const work = await twoTasks();
  const told = await work.text('task_delete', { id: ['1'] });
  expect(told).toMatch(/#2 Drop the old columns is still blocked by 1 .*depends -1.*status pending/s);
  for (const [name, input] of [
    ['backlog_status', {}],
    ['task_info', { id: '2' }],
    ['task_explain', { id: '2' }],
  ] as const)
    expect(await work.text(name, input)).toMatch(/#1 Migrate the database.*deleted/);
});

test.each([
  ['removes the dependency', 'task_modify', { filter: '2', depends: ['-1'] }, '1'],
  ['brings the blocker back', 'task_modify', { filter: '1', status: 'pending' }, '0'],
  ['restores it by an undo', 'task_undo', {}, '0'],
])('a person %s', async (_, name, input, count) => {
  const work = await twoTasks();
  await work.run('task_delete', { id: ['1'] });
  await work.run(name, input);
  expect(await ready(work)).toBe(count);
  expect(await work.text('backlog_status')).not.toContain('not completed');
});
