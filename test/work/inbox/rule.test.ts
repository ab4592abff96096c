import { expect, test } from 'vitest';
import type { Proposal } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const S1 = agent('s1');
const add = (work: TestWorkspace, title: string, more: object = {}) =>
  work.run<{ did: string; proposal: Proposal }>('inbox_add', { title, ...more }, S1);

test('a rule that a person wrote accepts what matches it, and the task waits for a person', async () => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'inbox.accept', value: 'type:chore' });
  expect(await add(work, 'Paint the wall', { type: 'chore' })).toMatchObject({
    proposal: { state: 'accepted', by: 'system:rule' },
  });
  expect(await add(work, 'Sell the house', { type: 'bug' })).toMatchObject({ proposal: { state: 'open' } });
  const { tasks } = await work.run<{ tasks: Task[] }>('task_list', { format: 'json' });
  expect(tasks).toMatchObject([{ description: 'Paint the wall', awaits: { actor: 'system:rule' } }]);
  // The next free id, so the trial of the other one used none up.
  expect(await work.run('task_add', { description: 'Another' })).toMatchObject({ id: 2 });
  expect(await add(work, 'Paint the walls', { type: 'chore' })).toMatchObject({ did: 'known' });
});

test('a rule rejects what matches it, also of what another one accepts, with its filter as the reason', async () => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'inbox.accept', value: 'type:chore' });
  await work.run('setting_set', { name: 'inbox.reject', value: 'scope:vendor' });
  expect(await add(work, 'Paint the wall', { type: 'chore', scope: 'vendor/**' })).toMatchObject({
    proposal: { state: 'rejected', by: 'system:rule', reason: 'inbox.reject: scope:vendor' },
  });
  expect(await work.text('inbox_add', { title: 'Sell the fence', scope: 'vendor/**' }, S1)).toBe(
    'Not added: p2 "Sell the fence" was rejected by a rule of a person.',
  );
  expect(await add(work, 'Paint the door', { type: 'chore' })).toMatchObject({ proposal: { state: 'accepted' } });
  expect(await add(work, 'Paint the walls', { type: 'chore', scope: 'vendor/**' })).toMatchObject({ did: 'known' });
  expect(await work.run('inbox_accept', { ids: 'p1' })).toMatchObject({ tasks: [{ description: 'Paint the wall' }] });
});

test.each(['inbox.accept', 'inbox.reject'])(
  '%s is refused if it cannot be read or names its caller, and agents cannot write it',
  async (name) => {
    const work = await testWorkspace();
    const set = (value: string) => ({ name, value });
    expect((await work.refused('setting_set', set('(('))).code).toBe('filter');
    expect((await work.refused('setting_set', set('agent:@me'))).message).toContain('a rule is nobody');
    expect((await work.refused('setting_set', set('type:bug'), S1)).code).toBe('forbidden');
  },
);

test('a rule stops at the maximum of tasks that wait, and the rest stays in the inbox', async () => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'inbox.accept', value: 'type:chore' });
  await work.run('setting_set', { name: 'inbox.most', value: '2' });
  const states = [];
  for (const word of ['red', 'blue', 'green', 'black'])
    states.push((await add(work, `Paint ${word} ${word}ish`, { type: 'chore' })).proposal.state);
  expect(states).toEqual(['accepted', 'accepted', 'open', 'open']);
});
