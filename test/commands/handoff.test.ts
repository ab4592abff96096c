import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

const NOTE = 'Done: parser. Next: swap the constructor.';

describe('the note of a handoff', () => {
  test.each<[string, string, object]>([
    ['starts the task', 'task_start', { id: 1 }],
    ['is given it', 'task_next', {}],
    ['completes it', 'task_done', { id: 1 }],
    ['deletes it', 'task_delete', { id: 1 }],
  ])('stays, as a note of who left it, when somebody %s', async (_, command, input) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Fix login' }, ADA);
    await work.run('task_start', { id: 1 }, agent('one', 'a1', 'backlog:implementer'));
    await work.run('task_stop', { id: 1, handoff: NOTE }, agent('one', 'a1', 'backlog:implementer'));
    await work.run(command, input, agent('two'));
    const { record } = await work.run<{ record: Task }>('task_info', { id: 1 });
    expect(record).not.toHaveProperty('handoff');
    expect(record.annotations?.[0]).toMatchObject({
      actor: 'ai:claude-code/backlog:implementer#a1',
      text: `Handed off: ${NOTE}`,
    });
    expect(await work.text('task_info', { id: 1 })).toContain(NOTE);
  });

  test.each<[string, string, object]>([
    ['annotates it', 'task_annotate', { id: 1, text: 'mine' }],
    ['changes it', 'task_modify', { filter: '1', priority: 'H' }],
    ['adds its spec', 'task_doc_write', { id: 1, content: '## Goal' }],
  ])('stays a handoff when somebody %s', async (_, command, input) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'Fix login' }, ADA);
    await work.run('task_stop', { id: 1, handoff: NOTE }, agent('one'));
    await work.run(command, input, agent('two'));
    expect(await work.text('task_list', { filter: '+HANDOFF' })).toMatch(/^1 .*Fix login/);
    expect(await work.text('task_info', { id: 1 })).toContain(NOTE);
  });

  test('reaches whoever takes the task up, also when it is long', async () => {
    const work = await testWorkspace();
    const long = `${'Left: one more thing. '.repeat(60)}NEXT-STEP`;
    await work.run('task_add', { description: 'Fix login' }, ADA);
    await work.run('task_stop', { id: 1, handoff: long }, agent('one'));
    expect(await work.text('task_next', {}, agent('two'))).toContain('NEXT-STEP');
  });
});
