import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { withRepositories } from './repositories.ts';

type Calls = readonly Record<string, unknown>[];

/** Calls of each command, one after the other, in the workspace that `filled` makes: with hits, without, and in every form. */
const CALLS: Record<string, Calls> = {
  task_next: [{ peek: true }, { filter: 'project:none' }, {}],
  task_list: [{}, { filter: 'project:none', format: 'json' }, { format: 'json' }, { fields: 'id,urgency' }],
  task_info: [{ id: 1 }, { id: 1, format: 'json' }],
  task_add: [{ description: 'x', due: 'friday', recur: 'weekly', acceptance: 'a', scope: 'src/**', parent: 1 }],
  task_modify: [
    { filter: '1', priority: 'H' },
    { filter: '1', priority: 'H' },
  ],
  task_done: [{ id: 4, force: true }],
  task_annotate: [
    { id: 1, text: 'a' },
    { id: 4, text: 'a', criterion: 1 },
  ],
  task_import: [
    {
      tasks: [
        { ref: 'a', description: 'x', scope: 'a/**' },
        { description: 'y', scope: 'a/**' },
      ],
    },
  ],
  task_start: [{ id: 1 }],
  task_stop: [{ id: 3, handoff: 'half done' }],
  task_delete: [{ id: 2 }],
  task_count: [{}],
  task_log: [{ description: 'done' }],
  task_duplicate: [{ id: 1 }],
  task_denotate: [{ id: 3, text: 'a note' }],
  task_doc_write: [
    { id: 1, content: 'b' },
    { id: 'workspace', name: 'vision', content: 'c' },
  ],
  task_doc_read: [{ id: 1 }],
  task_doc_delete: [{ id: 1 }],
  task_explain: [{ id: 2 }],
  task_history: [{}, { id: 1 }],
  task_undo: [{}],
  task_export: [{}, { filter: '1', docs: false }],
  claim_check: [{ paths: 'src/a.ts,b.ts' }],
  claim_acquire: [{ scope: 'test/**' }],
  claim_release: [{ task: 3 }],
  filter_explain: [{ filter: '+READY or project:web sort:due+ limit:2', task: 2 }],
  view_set: [{ name: 'mine', filter: '+READY' }],
  view_delete: [{ name: 'old' }],
  task_purge: [{ id: 5 }],
  setting_set: [{ name: 'claims.outsideScope', value: 'deny' }],
  repo_add: [{ path: '../new', target: 'main' }],
  repo_show: [{ name: 'old' }],
  repo_remove: [{ name: 'old' }],
  filter_eval: [{ tasks: '[{"uuid":"a","description":"x"}]', filters: '["+READY","((("]' }],
  date_eval: [{ exprs: '["friday","2h","nonsense"]' }],
  urgency_eval: [{ tasks: '[{"description":"x"}]' }],
};

async function filled(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', scope: 'src/**' });
  await work.run('task_add', { description: 'Second', depends: 1 });
  await work.run('task_add', { description: 'Third' });
  await work.run('task_add', { description: 'Fourth', acceptance: ['tests pass'] });
  await work.run('task_add', { description: 'Fifth' });
  await work.run('task_delete', { id: 5 });
  await work.run('task_annotate', { id: 3, text: 'a note' });
  await work.run('task_start', { id: 3 });
  await work.run('view_set', { name: 'old', filter: '+bug' });
  return work;
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))('%s', (name, command) => {
  test('hands back what its output schema says, and nothing else', async () => {
    const work = await filled();
    if (name.startsWith('repo_')) await withRepositories(work);
    const { run } = work;
    for (const input of CALLS[name] ?? [{}]) {
      const value = JSON.parse(JSON.stringify(await run(name, input)));
      const read = command.output().safeParse(value);
      expect(read.success ? [] : read.error.issues, JSON.stringify(input)).toEqual([]);
    }
  });

  test('has an output schema that becomes JSON schema', () => {
    expect(z.toJSONSchema(command.output(), { unrepresentable: 'any' })).toBeTypeOf('object');
  });
});

describe('a list as JSON', () => {
  test('without hits is a list without tasks', async () => {
    const { text } = await testWorkspace();
    expect(JSON.parse(await text('task_list', { format: 'json' }))).toEqual({ total: 0, from: 0, tasks: [] });
    expect(JSON.parse(await text('task_list', { fields: 'id' }))).toEqual({ total: 0, from: 0, tasks: [] });
    expect(await text('task_list')).toBe('No tasks.');
  });

  test('holds exactly the fields that were asked for', async () => {
    const { run } = await filled();
    const { tasks } = await run<{ tasks: object[] }>('task_list', { fields: 'id,state', filter: '1' });
    expect(tasks).toEqual([{ id: 1, state: 'ready' }]);
  });

  test('has the same fields whether the format or the door asks for JSON', async () => {
    const { run, text } = await filled();
    const asked = JSON.parse(await text('task_list', { format: 'json' }, agent('s1')));
    expect(asked).toEqual(JSON.parse(JSON.stringify(await run('task_list', {}, agent('s1')))));
    expect(asked.tasks[0]).toMatchObject({ urgency: expect.any(Number), state: expect.any(String) });
  });
});
