import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Proposal } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { meetingCommits } from '../scheduler/support/meeting.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { personAt } from '../support/machine.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

soak('a refinement that a terminal and a board accept at the same moment splits its task once', async () => {
  const board = await served();
  const project = join(board.folder, 'project');
  writeFiles(project, { 'src/web/a.ts': 'a\n', 'src/api/b.ts': 'b\n' });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '-A');
  git(project, 'commit', '-qm', 'First');
  await board.call('repo_add', { path: project });
  const whole = { acceptance: 'It works', scope: 'src/**' };
  await board.call('task_add', { description: 'Rewrite everything below src', estimate: '40h', ...whole });
  const { body } = await board.call<{ proposals: Proposal[] }>('task_refine');
  expect(body.proposals).toMatchObject([{ id: 'p1', change: { parts: [{}, {}] } }]);
  // Both processes wait before their commit until the other one is there, too.
  const preload = meetingCommits(board.folder, 'inbox_accept');
  const env = { BACKLOG_HOME: join(board.folder, 'home'), USER: 'ada', TZ: 'UTC' };
  const terminal = personAt(plugin, project, { ...ENVIRONMENT, ...env, NODE_OPTIONS: `--require=${preload}` });
  const typed = terminal('inbox', 'accept', 'p1');
  createRequire(import.meta.url)(preload);
  const clicked = await board.call<{ error?: { message: string } }>('inbox_accept', { ids: 'p1' });
  const { code, err } = await typed;
  const isTyped = code === 0;
  expect([isTyped, clicked.status === 200].sort()).toEqual([false, true]);
  expect(isTyped ? JSON.stringify(clicked.body) : err).toContain('proposal p1 is already accepted');
  await board.opened.ready();
  const tasks = Array.from(board.opened.store.state.all('task'), ([, task]) => task as Task);
  expect(tasks.map(({ description }) => description)).toEqual([
    'Rewrite everything below src',
    'Rewrite everything below src (src/api/**)',
    'Rewrite everything below src (src/web/**)',
  ]);
});
