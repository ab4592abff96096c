import { describe, expect, test } from 'vitest';
import { agent, testWorkspace } from '../support/workspace.ts';

async function worked() {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'First' });
  await workspace.run('task_add', { description: 'Second' });
  return workspace;
}

describe('history tells', () => {
  test.each([
    [
      'task_doc_write',
      { id: 1, content: '# Spec', note: 'from the meeting' },
      '1 document spec: version 1 (from the meeting)',
    ],
    ['task_doc_write', { id: 'workspace', name: 'vision', content: 'All' }, 'document vision: version 1'],
    ['setting_set', { name: 'claims.outsideScope', value: 'deny' }, 'setting claims.outsideScope = deny'],
    ['setting_set', { name: 'urgency.age.max', value: 30 }, 'setting urgency.age.max = 30'],
    ['view_set', { name: 'mine', filter: '+bug sort:due+' }, '@mine = +bug sort:due+'],
    ['task_modify', { filter: '2', depends: 1 }, '2 depends: +1'],
    ['task_modify', { filter: '2', parent: 1 }, '2 parent: (none) -> 1'],
    ['task_modify', { filter: '2', scope: 'src/**,docs/a.md' }, '2 scope: (none) -> src/** docs/a.md'],
    ['task_modify', { filter: '2', acceptance: ['it works'] }, '2 acceptance: +"it works"'],
    ['task_stop', { id: 2, handoff: 'half\ndone' }, '2 handoff: (none) -> "half ⏎ done"'],
    ['task_add', { description: 'Third', discovered_from: 1 }, '3 created: Third'],
  ])('%s %j', async (command, input, told) => {
    const workspace = await worked();
    await workspace.run(command, input);
    const [latest] = (await workspace.text('task_history')).split('\n');
    expect(latest).toContain(` ${command}  ${told}`);
  });

  test('the rewrites of a task’s documents among its own changes, in order and within the limit', async () => {
    const workspace = await worked();
    for (const content of ['# A', '# B']) await workspace.run('task_doc_write', { id: 1, content });
    await workspace.run('task_modify', { filter: '1', priority: 'H' });
    await workspace.run('task_doc_write', { id: 2, content: '# Other' });
    await workspace.run('task_doc_delete', { id: 1 });
    const lines = async (input: object) => (await workspace.text('task_history', input)).split('\n');
    expect((await lines({ id: 1 })).map((line) => line.replace(/^.*?task_/, ''))).toEqual([
      'doc_delete  1 document spec: deleted',
      'modify  1 priority: (none) -> H',
      'doc_write  1 document spec: version 2',
      'doc_write  1 document spec: version 1',
      'add  1 created: First',
    ]);
    expect(await lines({ id: 1, limit: 2 })).toHaveLength(2);
  });

  test('two sessions of one client apart', async () => {
    const workspace = await worked();
    await workspace.run('task_modify', { filter: '1', priority: 'H' }, agent('11111111-aaaa'));
    await workspace.run('task_modify', { filter: '1', priority: 'L' }, agent('22222222-bbbb'));
    const text = await workspace.text('task_history', { id: 1 });
    expect(text).toContain('ai:claude-code (session 11111111) task_modify');
    expect(text).toContain('ai:claude-code (session 22222222) task_modify');
  });

  test('what was removed', async () => {
    const workspace = await worked();
    await workspace.run('view_set', { name: 'mine', filter: '+bug' });
    await workspace.run('view_delete', { name: 'mine' });
    expect(await workspace.text('task_history', { limit: 1 })).toContain('@mine removed');
  });
});

test('a bulk change is counted, with how to see it in full', async () => {
  const workspace = await testWorkspace();
  for (let i = 1; i <= 9; i++) await workspace.run('task_add', { description: `Task ${i}`, tags: 'bug' });
  await workspace.run('task_modify', { filter: '+bug', priority: 'H' });
  const [line] = (await workspace.text('task_history')).split('\n');
  expect(line).toMatch(/^10 .*task_modify {2}(\d priority: \(none\) -> H; ){5}… and 4 more: history of commit 10$/);
  const whole = (await workspace.text('task_history', { commit: 10 })).split('\n');
  expect(whole).toHaveLength(10);
  expect(whole[9]).toBe('  9 priority: (none) -> H');
  expect(await workspace.text('task_history', { commit: 99 })).toBe('No changes.');
});
