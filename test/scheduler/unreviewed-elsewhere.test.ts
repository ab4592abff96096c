import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runsElsewhere } from '../../src/scheduler/snapshot.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { tempFolder } from '../support/folder.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

afterEach(() => vi.unstubAllEnvs());

/**
 * A queue of the machine whose home this is, with a result in review and an active run, and a run whose supervisor ended
 * without a word.
 * @returns the folder of its repository
 */
async function otherQueue(home: string): Promise<string> {
  const other = await testWorkspace();
  await gitProject(other);
  for (const n of [1, 2, 3]) await other.run('task_add', { description: `Other ${n}` });
  await runIn(other, 'review', { number: 1 });
  await runIn(other, 'running', { number: 2 });
  const dead = { ...processId()!, pid: spawnSync('true').pid };
  await runIn(other, 'running', { number: 3, supervisor: dead });
  await other.opened.close();
  mkdirSync(join(home, 'workspaces'), { recursive: true });
  cpSync(join(other.folder, 'store'), join(home, 'workspaces/0d6f1c1e-0000-4000-8000-000000000001'), {
    recursive: true,
  });
  return join(other.folder, 'project');
}

test('a queue whose repository is gone counts for no limit, until it is there again', async () => {
  const home = tempFolder('home');
  const folder = await otherQueue(home);
  const env = { BACKLOG_HOME: home };
  expect(await runsElsewhere('', env)).toEqual({ review: 1, active: 1, queues: 1, unread: 0 });
  renameSync(folder, `${folder}-away`);
  expect(await runsElsewhere('', env)).toEqual({ review: 0, active: 0, queues: 0, unread: 0 });
  renameSync(`${folder}-away`, folder);
  expect(await runsElsewhere('', env)).toMatchObject({ review: 1 });
});

test('a limit of unreviewed results counts all queues of this machine if a person says so, and each view says it', async () => {
  const home = tempFolder('home');
  vi.stubEnv('BACKLOG_HOME', home);
  vi.stubEnv('BACKLOG_DIR', '');
  await otherQueue(home);
  const work = await testWorkspace();
  await gitProject(work);
  for (const n of [1, 2]) await work.run('task_add', { description: `Task ${n}`, scope: `src/${n}/**` });
  await work.run('agent_add', { name: 'one', provider: 'command', argv: [process.execPath] });
  await work.run('setting_set', { name: 'runs.agent', value: 'one' });
  const starts = async () =>
    (await work.run<{ tasks: { start?: unknown }[] }>('orchestrator_explain')).tasks.filter(({ start }) => start)
      .length;

  await work.run('orchestrator_start', { agents: 9, unreviewed: 3 });
  expect(await starts()).toBe(2);
  expect(await work.text('orchestrator_status')).toContain('0 of 3 unreviewed results');

  await work.run('orchestrator_start', { unreviewed_in: 'all-queues' });
  expect(await starts()).toBe(1);
  const says = '1 result of at most 3 is in review, 1 of them in another queue, with 1 active run there';
  expect(await work.text('orchestrator_status')).toContain(says);
  expect(await work.text('orchestrator_explain')).toContain(says);

  // A later limit keeps the queues that count; no limit, or this queue alone, ends it.
  await work.run('orchestrator_start', { unreviewed: 2 });
  expect(await starts()).toBe(0);
  await work.run('orchestrator_start', { unreviewed_in: 'queue' });
  expect(await starts()).toBe(2);
  expect(await work.text('orchestrator_status')).toContain('0 of 2 unreviewed results');
  const night = { unreviewed: 3, unreviewed_in: 'all-queues' };
  const told = await work.run<{ tasks: unknown[]; left: { text: string }[] }>('night_simulate', night);
  expect([told.tasks.length, told.left.map(({ text }) => text)]).toEqual([1, [expect.stringContaining(says)]]);
  expect(await work.text('night_simulate', { unreviewed: 3, unreviewed_in: 'all-queues' })).toContain(
    'at most 3 results in review, active runs included, in all queues of this machine; 0 now in this one',
  );
});
