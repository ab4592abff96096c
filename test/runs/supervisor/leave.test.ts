import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { locateRun, runFiles } from '../../../src/runs/run-folder.ts';
import { leave } from '../../../src/runs/supervisor/end-run.ts';
import { newsOfRound } from '../../../src/runs/supervisor/round/prompts.ts';
import { openSupervisedRun } from '../../../src/runs/supervisor/supervised-run.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { ADA, NOON, testWorkspace } from '../../support/workspace.ts';

test('a result with a message that came after the last look is not submitted; its agent gets the message first', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Change a' });
  const self = { host: 'here', boot: 'b', pid: process.pid, start: '1' };
  const at = toInstant(NOON);
  const { id } = await runIn(work, 'checking', { number: 1, supervisor: self, rounds: [{ n: 1, why: 'start', at }] });
  const { opened } = work;
  mkdirSync(dirname(runFiles(locateRun(opened.context(ADA), { id, repository: 'project' })).events), {
    recursive: true,
  });
  const post = { opened, id, self, env: process.env, plugin: { folder: work.folder, server: '' } };
  const supervised = openSupervisedRun(post, {});
  onTestFinished(() => supervised.events.close());

  await work.run('run_message', { run: id, note: 'Blue, please' });
  expect(await leave(supervised, 'submit')).toBe(false);
  expect(supervised.run()).toMatchObject({ state: 'checking', supervisor: self });
  expect(newsOfRound(supervised)).toMatchObject({ why: 'changes', text: expect.stringContaining('Blue, please') });

  expect(await leave(supervised, 'submit')).toBe(true);
  expect(supervised.run().state).toBe('review');
});
