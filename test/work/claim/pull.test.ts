import { expect, test } from 'vitest';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Context } from '../../../src/work/workspace/context.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** What others do to a queue between two attempts of one call, and the task that the call then takes. */
const BETWEEN: Record<
  string,
  { filter?: string; others(work: TestWorkspace): Promise<unknown>; takes: number | null }
> = {
  nothing: { others: async () => {}, takes: 1 },
  'somebody takes the first task': { others: (work) => work.run('task_next', {}, agent('other')), takes: 2 },
  'the first task is done': { others: (work) => work.run('task_done', { id: 1 }), takes: 2 },
  'the first task is deleted': { others: (work) => work.run('task_delete', { id: 1 }), takes: 2 },
  'the first task is blocked': {
    others: (work) => work.run('task_modify', { filter: '1', depends: ['40'] }),
    takes: 2,
  },
  'the first task gets a subtask': {
    others: (work) => work.run('task_add', { description: 'x', parent: '1' }),
    takes: 2,
  },
  'the first task waits': { others: (work) => work.run('task_modify', { filter: '1', wait: 'tomorrow' }), takes: 2 },
  'the first task leaves the filter': {
    filter: 'project:web',
    others: (work) => work.run('task_modify', { filter: '1', project: 'api' }),
    takes: 2,
  },
  'somebody claims the files of the first task': {
    others: async (work) => {
      await work.run('task_modify', { filter: '1', scope: ['src/**'] });
      await work.run('claim_acquire', { scope: 'src/**' }, agent('other'));
    },
    takes: 2,
  },
  'all tasks that were found are taken': {
    others: async (work) => {
      for (let n = 0; n < 16; n++) await work.run('task_next', {}, agent(`other-${n}`));
    },
    takes: 17,
  },
  'all tasks are taken, and one is new': {
    others: async (work) => {
      for (let n = 0; n < 40; n++) await work.run('task_next', {}, agent(`other-${n}`));
      await work.run('task_add', { description: 'new' });
    },
    takes: 41,
  },
  'all tasks are taken': {
    others: async (work) => {
      for (let n = 0; n < 40; n++) await work.run('task_next', {}, agent(`other-${n}`));
    },
    takes: null,
  },
};

test.each(everyNth(3, Object.entries(BETWEEN)))(
  'a repeated attempt sees the queue as it is: %s',
  async (_, { filter = '', others, takes }) => {
    const work = await testWorkspace();
    const tasks = Array.from({ length: 40 }, (__, n) => ({ description: `Task ${n}`, project: 'web' }));
    await work.run('task_import', { tasks });
    const context = work.opened.context(agent('mine'));
    const write: Context['write'] = async (name, fn) => {
      const lost = context.write(name, (tx) => {
        fn(tx);
        throw new Error('another commit came first');
      });
      await expect(lost).rejects.toThrow('another commit came first');
      await others(work);
      return context.write(name, fn);
    };
    const twice: Context = Object.create(context, { write: { value: write } });
    const output = await commandNamed('task_next').run(twice, { filter });
    const { pulled } = output as { pulled: { taken: { task: { id: number } } | null } };
    expect(pulled.taken?.task.id ?? null).toBe(takes);
  },
);
