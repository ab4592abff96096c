import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { type Answer, cameIn } from './imported.ts';

/** What other tools say about agents, repositories and checks becomes fields and tags, if the queue can use it. */

const AT = { created_at: '2026-11-20T16:21:47Z', updated_at: '2026-11-20T16:21:48Z' };

function fileIn(work: TestWorkspace, path: string, content: unknown): string {
  const file = join(work.folder, 'project', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** Records two repositories, as `repo add` does. */
async function withRepositories(work: TestWorkspace): Promise<void> {
  const { store } = work.opened;
  await work.run('task_add', { description: 'First' });
  await (await openStore({ dir: store.dir })).write(
    { command: 'repo_add', actor: { kind: 'human', name: 'ada' } },
    (tx) => {
      tx.put('repository', 'main', { name: 'main', folder: join(work.folder, 'project'), home: true });
      tx.put('repository', 'Web', { name: 'Web', folder: join(work.folder, 'web') });
    },
  );
  await store.refresh();
}

const SUBTASKS = {
  version: 1,
  subtasks: [
    {
      ...{
        id: 's1',
        task_id: 't1',
        title: 'One',
        status: 'queued',
        repo: 'web',
        risk: 'High',
        scopes: ['src/**'],
        ...AT,
      },
      execution: { preferred_agents: ['claude'], required_capabilities: ['edit_code', 'review'], mode: 'x' },
    },
    {
      ...{ id: 's2', task_id: 't1', title: 'Two', status: 'queued', repo: 'elsewhere', risk: 'wild', ...AT },
      scopes: ['src/**'],
      execution: { preferred_agents: ['claude', 'codex'], required_capabilities: [] },
    },
  ],
};
const TASKS = {
  version: 1,
  tasks: [
    {
      ...{ id: 't1', title: 'Top', status: 'ready', priority: 'P1', labels: ['web'], ...AT },
      planning: { risk: 'medium' },
      execution_defaults: { preferred_agents: ['codex'], max_subagents: 5 },
    },
  ],
};

test('osmove: agents, capabilities, risk and repository', async () => {
  const work = await testWorkspace();
  await withRepositories(work);
  fileIn(work, '.backlog/tasks.yaml', TASKS);
  fileIn(work, '.backlog/subtasks.yaml', SUBTASKS);
  const from = join(work.folder, 'project', '.backlog');
  const answer = await work.run<Answer>('task_import', { from });
  expect(answer.bad).toEqual([]);
  const came = await cameIn(work);
  expect(came.get('t1')).toMatchObject({ agent: 'codex', tags: ['web', 'risk.medium'] });
  expect(came.get('t1')?.extra).toEqual({ execution_defaults: { max_subagents: 5 }, status: undefined });
  const [one, two] = [came.get('s1'), came.get('s2')];
  expect(one).toMatchObject({
    agent: 'claude',
    tags: ['risk.high', 'needs.edit_code', 'needs.review'],
    scope: [{ repo: 'Web', glob: 'src/**' }],
    extra: { execution: { mode: 'x' } },
  });
  expect(one?.extra).not.toHaveProperty('repo');
  expect(one?.extra).not.toHaveProperty('risk');
  expect(two?.agent).toBeUndefined();
  expect(two?.tags).toBeUndefined();
  expect(two?.scope).toMatchObject([{ glob: 'src/**' }]);
  expect(two?.scope?.[0]?.repo).not.toBe('Web');
  expect(two?.extra).toMatchObject({
    repo: 'elsewhere',
    risk: 'wild',
    execution: { preferred_agents: ['claude', 'codex'], required_capabilities: [] },
  });
  expect(await work.run('task_import', { from })).toMatchObject({ imported: [], changed: [], unchanged: 3 });
  expect(await work.run('task_list', { filter: '+risk.high', fields: ['description'] })).toMatchObject({ total: 1 });
  expect(await work.run('task_count', { filter: 'extra.repo:elsewhere' })).toEqual({ count: 1 });
});

const SPEC = `id: fix-1
title: Fix it
priority: high
task_kind: implementation
depends_on: []
touch_paths: [src/a.ts]
capabilities: [edit_code]
validation_profile: unit
status_notes: []
state: ready
acceptance_criteria: []
created_at: 2026-11-20T16:21:47Z
updated_at: 2026-11-20T16:21:48Z
`;

test.each([
  ['the queue has the check', true],
  ['the queue lacks the check', false],
])('backlog-runner: capabilities and the validation profile, if %s', async (_, hasCheck) => {
  const work = await testWorkspace();
  if (hasCheck) await work.run('setting_set', { name: 'checks.unit', value: 'npm test' });
  fileIn(work, 'backlog/tasks/fix-1.yaml', SPEC);
  const from = join(work.folder, 'project', 'backlog');
  await work.run('task_import', { from });
  const task = (await cameIn(work)).get('fix-1');
  expect(task?.tags).toEqual(['needs.edit_code']);
  expect(task?.checks).toEqual(hasCheck ? ['unit'] : undefined);
  expect(task?.extra?.validation_profile).toBe(hasCheck ? undefined : 'unit');
  expect(await work.run('task_import', { from })).toMatchObject({ imported: [], changed: [], unchanged: 1 });
});

test('a check that is defined after the import comes with the next import', async () => {
  const work = await testWorkspace();
  fileIn(work, 'backlog/tasks/fix-1.yaml', SPEC);
  const from = join(work.folder, 'project', 'backlog');
  await work.run('task_import', { from });
  await work.run('setting_set', { name: 'checks.unit', value: 'npm test' });
  const again = await work.run<Answer>('task_import', { from });
  expect(again.changed[0]?.fields).toContain('checks');
  expect((await cameIn(work)).get('fix-1')?.checks).toEqual(['unit']);
});

test('a table names its preferred agent', async () => {
  const work = await testWorkspace();
  const from = fileIn(work, 'rows.csv', 'title,preferred_agent\nDo it,claude\n');
  await work.run('task_import', { from });
  expect(await work.run('task_count', { filter: 'agent:claude' })).toEqual({ count: 1 });
});
