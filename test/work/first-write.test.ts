import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from '../support/folder.ts';
import { ADA } from '../support/workspace.ts';

async function untouched() {
  const folder = tempFolder('first');
  const [cwd, home] = [join(folder, 'project'), join(folder, 'home')];
  mkdirSync(cwd);
  const open = async () => {
    const opened = await openWorkspace({ cwd, env: { BACKLOG_HOME: home }, store: { validate: validateRecord } });
    onTestFinished(() => opened.close());
    return opened;
  };
  const opened = await open();
  const run = (name: string, input: object, on = opened) => execute(on, ADA, commandNamed(name), input);
  return { cwd, home, open, opened, run };
}

test.each([
  ['task_done', { id: '99' }],
  ['task_add', { description: 'x', tags: '5min' }],
  ['task_add', { description: 'x', scope: '../elsewhere' }],
  [
    'task_import',
    {
      tasks: [
        { description: 'fine', spec: 'a document' },
        { description: 'x', depends: ['nowhere'] },
      ],
    },
  ],
  ['task_undo', {}],
  ['task_next', {}],
  ['claim_release', {}],
])('a refused %s %j makes no store', async (name, input) => {
  const { home, run, opened } = await untouched();
  await run(name, input).catch((error) => expect(error.code).toBeDefined());
  expect(existsSync(home)).toBe(false);
  expect(opened.store.exists).toBe(false);
});

test('the first write that is not refused makes it, with documents, and is there once', async () => {
  const { run, opened, open } = await untouched();
  await run('task_done', { id: '99' }).catch(() => undefined);
  const { output } = await run('task_add', { description: 'First', spec: 'Long words' });
  expect(output).toMatchObject({ id: 1, description: 'First' });
  expect(opened.store).toMatchObject({ exists: true });
  expect(opened.store.state.seq).toBe(1);
  const { command, context, output: info } = await run('task_info', { id: '1' }, await open());
  expect(await command.show.text(info, context)).toContain('Long words');
});

test('of two first writes at once both are kept, and of two processes too', async () => {
  const { run, open } = await untouched();
  const other = await open();
  await Promise.all([
    run('task_add', { description: 'a' }),
    run('task_add', { description: 'b' }),
    run('task_add', { description: 'c' }, other),
  ]);
  const { output } = await run('task_count', {}, await open());
  expect(output).toMatchObject({ count: 3 });
});

test('where no store can be made, what was tried is not shown as if it were', async () => {
  const { run, home } = await untouched();
  writeFileSync(home, 'a file in the way');
  await expect(run('task_add', { description: 'x' })).rejects.toMatchObject({ code: 'store' });
  expect((await run('task_count', {})).output).toMatchObject({ count: 0 });
});

test('a folder that is not there is an error, and nothing is made', async () => {
  const { cwd, home } = await untouched();
  await expect(openWorkspace({ cwd: join(cwd, 'typo'), env: { BACKLOG_HOME: home } })).rejects.toMatchObject({
    code: 'usage',
    message: `there is no folder ${join(cwd, 'typo')}`,
  });
  expect([existsSync(home), readdirSync(cwd)]).toEqual([false, []]);
});
