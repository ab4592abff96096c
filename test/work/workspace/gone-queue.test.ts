import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { findCommand } from '../../../src/commands/index.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { tempFolder } from '../../support/folder.ts';
import { initRepository } from '../../support/repository.ts';

const caller: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'ada' };

async function call(cwd: string, env: NodeJS.ProcessEnv, name: string, input: object = {}) {
  const command = findCommand(name)!;
  const opened = await openWorkspace({ cwd, env, tolerant: command.access.toleratesDamage ?? false });
  try {
    const { output } = await execute(opened, caller, command, input);
    return { output: output as Record<string, unknown>, dir: opened.store.dir };
  } finally {
    await opened.close();
  }
}

test('a repository whose queue is gone is refused by every kind of command, until it is back or its marker is deleted', async () => {
  const top = tempFolder();
  const cwd = join(top, 'repo');
  initRepository(cwd);
  const env = { BACKLOG_HOME: join(top, 'home'), TZ: 'UTC' };
  const { dir } = await call(cwd, env, 'task_add', { description: 'One' });
  expect(JSON.parse(readFileSync(join(cwd, '.git/backlog-used'), 'utf8'))).toEqual({ queue: dir });

  const away = join(top, 'away');
  renameSync(dir, away);
  for (const [name, input] of [
    ['task_list'],
    ['task_add', { description: 'Two' }],
    ['doctor'],
    ['backlog_status'],
  ] as const)
    await expect(call(cwd, env, name, input), name).rejects.toMatchObject({
      code: 'store',
      hint: expect.stringContaining(`rm ${join(cwd, '.git/backlog')}`),
    });
  expect(existsSync(dir)).toBe(false);

  // Another home has a queue of its own, as before.
  await call(cwd, { ...env, BACKLOG_HOME: join(top, 'other') }, 'task_list');
  renameSync(away, dir);
  expect((await call(cwd, env, 'task_list')).output.total).toBe(1);

  for (const name of ['log', 'last']) rmSync(join(dir, name), { recursive: true });
  for (const name of ['task_list', 'doctor'])
    await expect(call(cwd, env, name), name).rejects.toMatchObject({ code: 'store' });

  rmSync(join(cwd, '.git/backlog'));
  const again = await call(cwd, env, 'task_add', { description: 'Anew' });
  expect(dirname(again.dir)).toBe(dirname(dir));
  expect(again.dir).not.toBe(dir);
});
