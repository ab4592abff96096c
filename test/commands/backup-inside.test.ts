import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

const AGENT = agent('session-1');

test('a model backs up into repositories of the workspace only, also through links and into folders that are not there yet', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login' });
  const outside = tempFolder('outside');
  symlinkSync(outside, join(work.folder, 'project/link'));
  for (const file of [join(outside, 'x'), join(outside, 'new/x'), 'link/x', 'link/new/x', '../x', '../new/deep/x']) {
    const { code, message } = await work.refused('backlog_backup', { file }, AGENT);
    expect([code, message]).toEqual([
      'forbidden',
      expect.stringContaining(`cannot write "${file}": it is not in a repo`),
    ]);
  }
  for (const path of ['new', 'x']) expect(existsSync(join(outside, path)), path).toBe(false);
  expect(existsSync(join(work.folder, 'new'))).toBe(false);
  const { file } = await work.run<{ file: string }>('backlog_backup', { file: 'backups/deep/x' }, AGENT);
  expect(existsSync(file)).toBe(true);
});

test('a model may leave the file out, and a command line names any', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login' });
  expect(existsSync((await work.run<{ file: string }>('backlog_backup', {}, AGENT)).file)).toBe(true);
  const file = join(tempFolder('outside'), 'new/x');
  await work.run('backlog_backup', { file }, { ...ADA, door: 'cli' });
  expect(existsSync(file)).toBe(true);
});
