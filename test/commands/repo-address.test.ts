import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Repository } from '../../src/domain/records.ts';
import { runsIn } from '../../src/runs/find-run.ts';
import { cloneFolderOf, isCloneable } from '../../src/runs/git/call/clone.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

async function withRemote(): Promise<TestWorkspace & { remote: string }> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First' });
  const remote = join(work.folder, 'remotes/api.git');
  writeFiles(remote, { 'a.txt': 'a\n' });
  git(remote, 'init', '-q', '-b', 'main');
  git(remote, 'add', '-A');
  git(remote, 'commit', '-q', '-m', 'First');
  return { ...work, remote };
}

const added = async (work: TestWorkspace, input: object) =>
  (await work.run<{ repository: Repository }>('repo_add', input)).repository;

test('a repository is cloned beside this one and added; its remote is the address', async () => {
  const work = await withRemote();
  const repository = await added(work, { url: `file://${work.remote}`, target: 'main' });
  expect(repository).toMatchObject({ name: 'api', folder: join(work.folder, 'api'), target: 'main' });
  expect(existsSync(join(work.folder, 'api/a.txt'))).toBe(true);
  expect(await work.run('repo_list')).toMatchObject({ repositories: [{}, { name: 'api', state: 'linked' }] });
});

test('it is cloned into the folder that the call names, but never over files', async () => {
  const work = await withRemote();
  mkdirSync(join(work.folder, 'full'));
  writeFileSync(join(work.folder, 'full/mine.txt'), 'mine');
  const refused = await work.refused('repo_add', { url: work.remote, path: '../full' });
  expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('is not empty') });
  const file = await work.refused('repo_add', { url: work.remote, path: '../full/mine.txt' });
  expect(file).toMatchObject({ code: 'conflict', message: expect.stringContaining('is not a folder') });
  const unknown = await work.refused('repo_update', { name: 'none', target: 'main' });
  expect(unknown.hint).toBe('The repositories are project.');
  expect(await added(work, { url: work.remote, path: '../elsewhere', name: 'backend' })).toMatchObject({
    name: 'backend',
    folder: join(work.folder, 'elsewhere'),
  });
});

test('a clone that fails leaves no folder and no record, and its error shows no password', async () => {
  const work = await withRemote();
  const refused = await work.refused('repo_add', { url: `file://${work.folder}/none.git` });
  expect(refused.code).toBe('git');
  expect(existsSync(join(work.folder, 'none'))).toBe(false);
  const secret = await work.refused('repo_add', { url: 'http://ada:hunter2@127.0.0.1:9/api.git' });
  expect(JSON.stringify([secret.message, secret])).not.toContain('hunter2');
  expect((await work.run<{ repositories: unknown[] }>('repo_list')).repositories).toHaveLength(1);
});

test('a password with @ is in no record and in no error', async () => {
  const work = await withRemote();
  const secret = 'http://ada:hunter2@hunter3@127.0.0.1:9/api.git';
  const refused = await work.refused('repo_add', { url: secret });
  expect(JSON.stringify([refused.message, refused.data])).not.toContain('hunter');
  const wrong = await work.refused('repo_add', { url: `htt${secret.slice(3)} x` });
  expect(JSON.stringify([wrong.message, wrong.data])).not.toContain('hunter');
  const own = join(work.folder, 'own');
  writeFiles(own, { 'a.txt': 'a\n' });
  git(own, 'init', '-q');
  git(own, 'remote', 'add', 'origin', secret);
  expect((await added(work, { path: '../own' })).remote).toBe('http://127.0.0.1:9/api.git');
});

test('the target of a repository, and whether runs start in it, are for people', async () => {
  const work = await withRemote();
  await work.run('repo_disable', { name: 'project' });
  const script = { actor: { kind: 'system', name: 'ci' }, holder: 'system:ci', rights: ['read', 'write'] } as const;
  for (const [command, input] of [
    ['repo_update', { name: 'project', target: 'evil' }],
    ['repo_enable', { name: 'project' }],
    ['repo_remove', { name: 'project' }],
    ['repo_add', { url: work.remote }],
  ] as const) {
    expect(await work.refused(command, input, agent('s1'))).toMatchObject({ code: 'forbidden' });
    expect(await work.refused(command, input, { ...script, rights: [...script.rights] })).toMatchObject({
      code: 'forbidden',
      data: { wanted: 'admin' },
    });
  }
});

test.each([
  'ext::sh -c "touch owned"',
  'ext::sh',
  'fd::17',
  'https::http://host/x',
  '--upload-pack=touch owned',
  '-u',
  'ssh://-oProxyCommand=touch/x',
  'ssh://ada@-oProxyCommand=touch/x',
  '-oProxyCommand=touch:x',
  'git@-oProxyCommand=touch:x',
  'https://host/a b',
  'https://host/a\nb',
  'https://host/a\0b',
  'gopher://host/x',
  'c',
  ' ',
])('the address %j is refused before git starts', async (url) => {
  expect(isCloneable(url)).toBe(false);
});

test.each([
  ['https://host/team/api.git', 'api'],
  ['http://ada:secret@host:8080/api', 'api'],
  ['ssh://git@host:22/team/api.git/', 'api'],
  ['git@host:team/api.git', 'api'],
  ['host:api', 'api'],
  ['https://[::1]:8080/team/api.git', 'api'],
  ['git://host/~ada/api', 'api'],
  ['file:///srv/git/.api.git', 'api'],
  ['../api', 'api'],
  ['/srv/my api.git'.replace(' ', '-'), 'my-api'],
])('the address %s is cloned into %s', (url, folder) => {
  expect(isCloneable(url)).toBe(true);
  expect(cloneFolderOf(url)).toBe(folder);
});

test('no run starts in a disabled repository, and explain says so; enabled again, they do', async () => {
  const work = await withRemote();
  await work.run('repo_disable', { name: 'project' });
  expect(await work.text('repo_list')).toContain('disabled');
  expect(await work.text('repo_show', {})).toContain('disabled: no runs start in it');
  await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['true'] });
  const refused = await work.refused('run_start', { filter: '1', agent: 'fixer' });
  expect(refused).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('repository project is disabled'),
  });
  expect(await work.text('orchestrator_explain', { filter: '1' })).toContain('is disabled');
  expect((await work.refused('repo_disable', { name: 'project' })).code).toBe('nothing-to-do');
  await work.run('repo_enable', { name: 'project' });
  await work.run('run_start', { filter: '1', agent: 'fixer' });
});

test.each([
  ['resume', 'resumed'],
  ['retry', 'retried'],
] as const)(
  '%s of a run in a disabled repository is refused at every door, also if its task has no scope',
  async (verb, done) => {
    const work = await withRemote();
    await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['true'] });
    const { id } = await runIn(work, 'stopped', { number: 1, agent: 'fixer', provider: 'command' });
    await work.run('repo_disable', { name: 'project' });
    const calls: [string, object][] = [
      [`run_${verb}`, { run: id }],
      ['run_control', { run: id, verb }],
    ];
    for (const [name, input] of calls)
      expect(await work.refused(name, input)).toMatchObject({
        code: 'conflict',
        message: `repository project is disabled, so run ${id} isn't ${done}`,
        hint: 'Enable it: `backlog repo enable project`.',
      });
    expect(runsIn(work.opened.store.state).map(({ state }) => state)).toEqual(['stopped']);
    expect(await work.text('orchestrator_explain', { filter: '1' })).toContain('is disabled');
    await work.run('repo_enable', { name: 'project' });
    await work.run(`run_${verb}`, { run: id });
  },
);

test('a retry of a task without a scope stays in the repository of its run', async () => {
  const work = await withRemote();
  await added(work, { url: work.remote });
  await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['true'] });
  const { id } = await runIn(work, 'stopped', { number: 1, agent: 'fixer', provider: 'command', repository: 'api' });
  await work.run('repo_disable', { name: 'api' });
  expect((await work.refused('run_retry', { run: id })).message).toContain('repository api is disabled');
  expect(await work.text('orchestrator_explain', { filter: '1' })).toContain('repository api is disabled');
  await work.run('repo_enable', { name: 'api' });
  await work.run('run_retry', { run: id });
  expect(runsIn(work.opened.store.state).map(({ repository }) => repository)).toEqual(['api', 'api']);
});

test('the target branch is changed and removed without adding the repository again', async () => {
  const work = await withRemote();
  git(join(work.folder, 'project'), 'branch', 'release');
  for (const wrong of ['relaese', '../../../HEAD', '-x', 'HEAD', 'main~1'])
    expect(await work.refused('repo_update', { name: 'project', target: wrong })).toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('release'),
    });
  const target = async (branch: string) =>
    (await work.run<{ repository: Repository }>('repo_update', { name: 'project', target: branch })).repository.target;
  expect(await target('release')).toBe('release');
  expect((await work.refused('repo_update', { name: 'project', target: 'release' })).code).toBe('nothing-to-do');
  expect(await target('')).toBeUndefined();
});

test('the remote of the first repository is that of its clone, also after git changed it', async () => {
  const work = await withRemote();
  const { folder } = (await work.run<{ repository: Repository }>('repo_show', {})).repository;
  git(folder, 'remote', 'add', 'origin', 'https://ada:hunter2@example.com/project.git');
  const remote = 'https://example.com/project.git';
  expect(await work.run('repo_show', {})).toMatchObject({ repository: { remote } });
  expect(await work.run('repo_list')).toMatchObject({ repositories: [{ remote }] });
});
