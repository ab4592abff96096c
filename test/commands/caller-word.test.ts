import { expect, test } from 'vitest';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BOB: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };
const CLAUDE = agent('9c31a43a-0000-4000-8000-000000000000');

const ids = async (work: TestWorkspace, filter: string, caller: Caller) => {
  const { tasks } = await work.run<{ tasks: { id: number }[] }>(
    'task_list',
    { filter, sort: 'id', fields: ['id'] },
    caller,
  );
  return tasks.map(({ id }) => id);
};

/** 1 of ada for bob, 2 of claude for itself, 3 of bob for somebody called "me" by a quoted filter only. */
async function queue(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'One', agent: 'bob' }, ADA);
  await work.run('task_add', { description: 'Two', agent: '@me' }, CLAUDE);
  await work.run('task_add', { description: 'Three', agent: 'ada' }, BOB);
  return work;
}

test('@me in a filter is the caller, whoever calls at whichever door', async () => {
  const work = await queue();
  for (const door of ['cli', 'mcp', 'web'] as const) {
    const by = (caller: Caller): Caller => ({ ...caller, door });
    expect(await ids(work, 'agent:@me', by(ADA)), door).toEqual([3]);
    expect(await ids(work, 'assignee:me', by(BOB)), door).toEqual([1]);
    expect(await ids(work, 'agent:@me', by(CLAUDE)), door).toEqual([2]);
    expect(await ids(work, 'created:@me', by(BOB)), door).toEqual([3]);
    expect(await ids(work, 'created.is:@me', by(ADA)), door).toEqual([1]);
    expect(await ids(work, 'agent.not:@me or ( created:@me changed:@me )', by(BOB)), door).toEqual([2, 3]);
  }
});

test('@me in a saved filter is whoever uses it; in quotes it is a text', async () => {
  const work = await queue();
  await work.run('view_set', { name: 'mine', filter: 'agent:@me' }, ADA);
  expect(await ids(work, '@mine', ADA)).toEqual([3]);
  expect(await ids(work, '@mine', BOB)).toEqual([1]);
  expect(await ids(work, 'agent:"@me"', ADA)).toEqual([]);
  const { canonical, root } = await work.run<{ canonical: string; root: { words: string } }>('filter_explain', {
    filter: 'agent:me or agent:"me"',
  });
  expect(canonical).toBe('agent:@me or agent:"me"');
  expect(JSON.stringify(root)).toContain('agent is the caller');
});

test("@me is the holder of the caller's claims, and the author of its notes and changes", async () => {
  const work = await queue();
  await work.run('task_start', { id: 1 }, BOB);
  await work.run('task_annotate', { id: 2, text: 'seen' }, BOB);
  expect(await ids(work, 'claim:@me', BOB)).toEqual([1]);
  expect(await ids(work, 'claim:@me', ADA)).toEqual([]);
  expect(await ids(work, 'actor:@me', BOB)).toEqual([2]);
  const { commits } = await work.run<{ commits: { actor: { name: string } }[] }>('task_history', { actor: '@me' }, BOB);
  expect(new Set(commits.map(({ actor }) => actor.name))).toEqual(new Set(['bob']));
});

test('a modified assignee is the caller, too', async () => {
  const work = await queue();
  await work.run('task_modify', { filter: '1', agent: '@me' }, ADA);
  expect(await ids(work, 'agent:ada', BOB)).toEqual([1, 3]);
});

test("the orchestrator's filter can't depend on its caller, not by a saved filter either", async () => {
  const work = await queue();
  await work.run('view_set', { name: 'mine', filter: 'agent:@me' }, ADA);
  for (const filter of ['agent:@me', '@mine +READY'])
    expect(await work.refused('orchestrator_start', { filter }, ADA)).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('@me'),
      hint: expect.stringContaining('agent:ada'),
    });
});

test('a waiting task is hidden in a list without a filter, as status:pending says', async () => {
  const work = await queue();
  await work.run('task_modify', { filter: '1', wait: '30d' }, ADA);
  for (const filter of ['', 'status:pending', '( status:pending )', 'status:open'])
    expect(await ids(work, filter, ADA), filter).toEqual([2, 3]);
  expect(await work.run('task_count', {}, ADA)).toMatchObject({ count: 2 });
});
