import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { git } from '../../support/git.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { type Yard, yard } from './yard.ts';

async function both(): Promise<Yard & { web: string; api: string; states(cwd?: string): Promise<string[]> }> {
  const place = yard();
  const [web, api] = [place.repository('web'), place.repository('api')];
  await place.run(web, 'task_add', { description: 'Form' });
  await place.run(web, 'repo_add', { path: api });
  const states = async (cwd = web) => {
    const { repositories } = await place.run<{ repositories: { name: string; state: string }[] }>(cwd, 'repo_list');
    return repositories.map(({ name, state }) => `${name} ${state}`);
  };
  return { ...place, web, api, states };
}

describe('told apart', () => {
  test('moved: it keeps the queue, and a write from its new place says where it is', async () => {
    const { folder, web, api, run, states, edit } = await both();
    await run(api, 'task_add', { description: 'Endpoint', scope: 'src/**' });
    await run(api, 'task_start', { id: 2 }, agent('s2'));
    const moved = join(folder, 'moved');
    renameSync(api, moved);
    expect(await states()).toEqual(['web linked', 'api gone']);
    expect(await run(moved, 'task_count')).toMatchObject({ count: 2 });
    expect(await edit(join(moved, 'src/a.ts'), 's1')).toBe('deny');
    await run(moved, 'task_annotate', { id: 2, text: 'from the new place' });
    expect(await states()).toEqual(['web linked', 'api linked']);
    expect(await run(web, 'repo_show', { name: 'api' })).toMatchObject({ repository: { folder: moved } });
  });

  test('without its marker: it comes back under its own name while scopes have that name, else under any', async () => {
    const { web, api, run, refused, states } = await both();
    await run(web, 'task_add', { description: 'Endpoint', scope: 'api:src/**' });
    rmSync(join(api, '.git/backlog'), { recursive: true });
    const { code, hint } = await refused(web, 'repo_add', { path: api, name: 'backend' });
    expect([code, hint]).toEqual(['referenced', 'Add it under this name: `name: api`']);
    await run(web, 'task_delete', { id: 2 });
    await run(web, 'repo_add', { path: api, name: 'backend' });
    expect(await states()).toEqual(['web linked', 'backend linked']);
  });

  test('copied: the copy has a queue of its own, whichever of the two is asked first', async () => {
    const { folder, api, web, run, states } = await both();
    const copy = join(folder, 'copy');
    cpSync(api, copy, { recursive: true });
    expect(await run(copy, 'task_count')).toMatchObject({ count: 0 });
    await run(copy, 'task_add', { description: 'Of the copy' });
    expect(await states(copy)).toEqual(['copy linked']);
    expect(await states()).toEqual(['web linked', 'api linked']);
    expect(await run(web, 'task_count')).toMatchObject({ count: 1 });
  });

  test('cloned twice: a clone is another repository, added under a name of its own', async () => {
    const { folder, web, run, states, edit } = await both();
    for (const name of ['one/api', 'two/api']) git(folder, 'clone', '-q', 'api', name);
    expect(await run(join(folder, 'one/api'), 'task_count')).toMatchObject({ count: 0 });
    for (const name of ['one/api', 'two/api']) await run(web, 'repo_add', { path: join(folder, name) });
    expect(await states()).toEqual(['web linked', 'api linked', 'api-2 linked', 'api-3 linked']);
    await run(web, 'claim_acquire', { scope: ['api-2:src/**'] }, agent('s2'));
    expect(await edit(join(folder, 'one/api/src/a'), 's1')).toBe('deny');
    expect(await edit(join(folder, 'two/api/src/a'), 's1')).toBeUndefined();
    expect(await run(web, 'repo_show', { name: 'api-2' })).toMatchObject({
      repository: { remote: join(folder, 'api') },
    });
  });

  test('nested and submodule: a queue of their own and files of the outer one, too, but theirs alone once they are added', async () => {
    const { folder, web, run, edit, repository } = await both();
    const nested = repository('web/tools');
    git(web, 'submodule', 'add', '-q', join(folder, 'api'), 'lib');
    await run(web, 'claim_acquire', { scope: ['**'] }, agent('s2'));
    for (const inner of [nested, join(web, 'lib')]) {
      expect(await edit(join(inner, 'a.ts'), 's1')).toBe('deny');
      expect(await run(inner, 'task_count')).toMatchObject({ count: 0 });
      await run(web, 'repo_add', { path: inner });
      expect(await edit(join(inner, 'a.ts'), 's1')).toBeUndefined();
      expect(await run(inner, 'task_count')).toMatchObject({ count: 1 });
    }
    await run(web, 'claim_acquire', { scope: ['tools:a.ts', 'lib:a.ts'] }, agent('s2'));
    expect([await edit(join(nested, 'a.ts'), 's1'), await edit(join(web, 'lib/a.ts'), 's1')]).toEqual(['deny', 'deny']);
  });

  test('a submodule with a queue of its own: it is linked to that', async () => {
    const { folder, web, run, text } = await both();
    git(web, 'submodule', 'add', '-q', join(folder, 'api'), 'lib');
    const lib = join(web, 'lib');
    await run(lib, 'task_add', { description: 'Inner' });
    expect(await text(lib, 'repo_list')).toMatch(/^lib {2}linked/);
    expect(await text(lib, 'backlog_status')).not.toContain('git folder');
    git(web, 'submodule', 'deinit', '-f', 'lib');
    expect(await text(web, 'backlog_status')).not.toContain('git folder');
  });

  test('a linked worktree: the same repository, also when it is the one that is added', async () => {
    const { folder, web, api, run, edit, refused, repository } = await both();
    const other = repository('other');
    for (const repo of [api, other]) git(repo, 'worktree', 'add', '-q', `${repo}-tree`);
    await run(web, 'repo_add', { path: join(folder, 'other-tree') });
    expect(await run(web, 'repo_show', { name: 'other' })).toMatchObject({ repository: { folder: other } });
    expect(await refused(web, 'repo_add', { path: join(folder, 'api-tree') })).toMatchObject({
      code: 'nothing-to-do',
      message: `${api} is already in this workspace, as api`,
    });
    await run(web, 'claim_acquire', { scope: ['other:src'] }, agent('s2'));
    expect(await edit(join(folder, 'other-tree/src/a'), 's1')).toBe('deny');
  });

  test('gone: it is said, and another repository under its name takes its place with its tasks', async () => {
    const { folder, web, api, run, states, text } = await both();
    await run(api, 'task_add', { description: 'Endpoint', scope: 'src/**' });
    rmSync(api, { recursive: true });
    expect(await states()).toEqual(['web linked', 'api gone']);
    expect(await text(web, 'repo_list')).toContain(`api  gone  ${api}\napi is gone: moved`);
    git(folder, 'clone', '-q', 'web', 'api');
    expect(await states()).toEqual(['web linked', 'api unlinked']);
    await run(web, 'repo_add', { path: api, name: 'api' });
    expect(await states()).toEqual(['web linked', 'api linked']);
    expect(await text(api, 'task_info', { id: 2 })).toContain('scope: api:src/**');
  });

  test('one that lost its marker is linked again by adding it again, the home too', async () => {
    const { web, api, run, states } = await both();
    for (const repo of [api, web]) {
      rmSync(join(repo, '.git/backlog'));
      const other = repo === web ? api : web;
      expect(await states(other)).toContain(`${repo === web ? 'web' : 'api'} unlinked`);
      await run(other, 'repo_add', { path: repo });
      expect(await states(repo)).toEqual(['web linked', 'api linked']);
    }
    expect(JSON.parse(readFileSync(join(web, '.git/backlog'), 'utf8'))).not.toHaveProperty('repository');
  });
});

describe('adding', () => {
  test('a repository that has a queue is refused with what to do; its tasks can be taken along', async () => {
    const { web, run, refused, repository, text } = await both();
    const old = repository('old');
    await run(old, 'task_add', { description: 'Old work', scope: 'src/**', spec: 'All of it' });
    const { code, message, hint } = await refused(web, 'repo_add', { path: old });
    expect([code, message]).toEqual(['conflict', `${old} has a queue of its own with 1 task`]);
    expect(hint).toContain('backlog export --cwd');
    const { tasks } = await run<{ tasks: object[] }>(old, 'task_export');
    await run(web, 'repo_add', { path: old, force: true });
    await run(old, 'task_import', { tasks });
    expect(await text(web, 'task_info', { id: 2 })).toMatch(/Old work[\s\S]*scope: old:src\/\*\*[\s\S]*All of it/);
  });

  test('with force that queue is set aside, and is its own again once the repository is removed', async () => {
    const { web, run, repository } = await both();
    const old = repository('old');
    await run(old, 'task_add', { description: 'Old work' });
    await run(web, 'repo_add', { path: old, force: true });
    expect(await run(old, 'task_count', { filter: 'description:Old' })).toMatchObject({ count: 0 });
    await run(web, 'repo_remove', { name: 'old' });
    expect(await run(old, 'task_count', { filter: 'description:Old' })).toMatchObject({ count: 1 });
  });

  test('a server that runs there goes on in the queue that the repository belongs to now', async () => {
    const { web, run, env, repository } = await both();
    const old = repository('old');
    await run(old, 'task_add', { description: 'Old work' });
    const server = await openWorkspace({ cwd: old, env });
    onTestFinished(() => server.close());
    const count = async () => (await execute(server, ADA, commandNamed('task_count'), {})).output;
    const filtered = { filter: 'description:Form' };
    expect(await count()).toMatchObject({ count: 1 });
    await run(web, 'repo_add', { path: old, force: true });
    expect((await execute(server, ADA, commandNamed('task_count'), filtered)).output).toMatchObject({ count: 1 });
    await execute(server, ADA, commandNamed('task_add'), { description: 'Said by the server', scope: 'src' });
    expect(await run(web, 'task_count')).toMatchObject({ count: 2 });
  });

  test('one of another workspace, the home of several, a folder without git or a taken name is refused', async () => {
    const { folder, web, api, run, refused, repository } = await both();
    const [third, fourth] = [repository('third'), repository('fourth')];
    await run(third, 'repo_add', { path: fourth });
    expect(await refused(web, 'repo_add', { path: fourth })).toMatchObject({
      message: `${fourth} is fourth in another workspace`,
    });
    expect(await refused(web, 'repo_add', { path: third, force: true })).toMatchObject({
      message: `${third} is the home of a workspace of 2 repositories`,
    });
    expect(await refused(web, 'repo_add', { path: folder })).toMatchObject({ code: 'usage' });
    expect(await refused(web, 'repo_add', { path: 'typo' })).toMatchObject({ code: 'usage' });
    expect(await refused(web, 'repo_add', { path: repository('fifth'), name: 'api' })).toMatchObject({
      message: `the name api belongs to ${api}`,
    });
    expect(await refused(web, 'repo_add', { path: '.' })).toMatchObject({ code: 'nothing-to-do' });
    expect(await refused(web, 'task_undo', {}, ADA)).toMatchObject({ code: 'forbidden' });
  });

  test('a refused one leaves no marker and no store', async () => {
    const place = yard();
    const [web, api] = [place.repository('web'), place.repository('api')];
    await place.refused(web, 'repo_add', { path: '../typo' });
    expect([existsSync(place.env.BACKLOG_HOME!), existsSync(join(api, '.git/backlog'))]).toEqual([false, false]);
  });
});

describe('removing', () => {
  test('is refused while open tasks or claims name it, unless forced', async () => {
    const { web, api, run, refused, states } = await both();
    await run(api, 'task_add', { description: 'Endpoint', scope: 'src/**' });
    await run(web, 'claim_acquire', { scope: ['api:docs'] }, agent('s1'));
    expect(await refused(web, 'repo_remove', { name: 'api' })).toMatchObject({
      code: 'referenced',
      message: 'api is in use by 1 open task and 1 claim',
      data: { tasks: [2], claims: 1 },
    });
    await run(web, 'repo_remove', { name: 'api', force: true });
    expect(await states()).toEqual(['web linked']);
    expect(existsSync(join(api, '.git/backlog'))).toBe(false);
    expect(await run(api, 'task_count')).toMatchObject({ count: 0 });
  });

  test("of a closed task's repository goes through, that of the home never, and an unknown name gets the nearest", async () => {
    const { web, api, run, refused } = await both();
    await run(api, 'task_add', { description: 'Endpoint', scope: 'src/**' });
    await run(api, 'task_done', { id: '2', force: true });
    expect(await refused(web, 'repo_remove', { name: 'web', force: true })).toMatchObject({ code: 'forbidden' });
    expect((await refused(web, 'repo_remove', { name: 'apo' })).message).toContain('did you mean api?');
    await run(web, 'repo_remove', { name: 'api' });
    expect(await run(web, 'task_count', { filter: 'status:completed' })).toMatchObject({ count: 1 });
  });
});
