import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { agent } from '../../support/workspace.ts';
import { type Yard, yard } from './yard.ts';

/** web, where the workspace was made, and api; session one has a task in each. */
async function both(): Promise<Yard & { web: string; api: string }> {
  const place = yard();
  const [web, api] = [place.repository('web'), place.repository('api')];
  await place.run(web, 'task_add', { description: 'Form', scope: 'src/**' });
  await place.run(web, 'repo_add', { path: '../api' });
  await place.run(api, 'task_add', { description: 'Endpoint', scope: 'src/**' });
  return { ...place, web, api };
}

test.each([
  ['too long', 'x'.repeat(5_000), 'there is no folder'],
  ['with a null character', 'a\0b', 'received U+0000 (NUL)'],
  ['of a file', 'a.txt/b', 'there is no folder'],
])('a path %s is no folder', async (_, path, why) => {
  const { web, refused } = await both();
  expect(await refused(web, 'repo_add', { path })).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(why),
  });
});

describe('one queue over two repositories', () => {
  test('is seen from both, and from their worktrees and subfolders', async () => {
    const { web, api, run, folder } = await both();
    git(api, 'worktree', 'add', '-q', join(folder, 'tree'));
    for (const cwd of [web, api, join(folder, 'tree')])
      expect(await run(cwd, 'task_count')).toMatchObject({ count: 2 });
  });

  test('a scope without a name is in the repository where it was written, and is shown with its name', async () => {
    const { web, api, run, text } = await both();
    expect(await text(web, 'task_list', { filter: '2' })).toContain('2 - ready Endpoint  in api');
    await run(web, 'task_add', { description: 'Both', scope: 'web:docs api:docs lib' });
    await run(api, 'task_modify', { filter: '3', scope: 'web:docs,lib' });
    for (const cwd of [web, api]) {
      expect(await text(cwd, 'task_info', { id: 1 })).toContain('scope: web:src/**\n');
      expect(await text(cwd, 'task_info', { id: 2 })).toContain(`scope: api:src/**\nrepository api: ${api}`);
      expect(await text(cwd, 'task_info', { id: 3 })).toContain('scope: web:docs api:lib');
    }
    expect(await run(web, 'task_count', { filter: 'scope:src' })).toMatchObject({ count: 2 });
  });

  test('the same path in both is two files: both are held, edited and refused apart', async () => {
    const { web, api, run, edit, text, folder } = await both();
    git(api, 'worktree', 'add', '-q', join(folder, 'tree'));
    await run(web, 'task_start', { id: 1 }, agent('s1'));
    await run(web, 'task_start', { id: 2 }, agent('s2'));
    expect(await edit(join(web, 'src/a.ts'), 's1')).toBeUndefined();
    expect(await edit(join(web, 'src/a.ts'), 's2')).toBe('deny');
    expect(await edit(join(api, 'src/a.ts'), 's1')).toBe('deny');
    expect(await edit(join(folder, 'tree/src/a.ts'), 's1')).toBe('deny');
    expect(await edit(join(api, 'src/a.ts'), 's2')).toBeUndefined();
    expect(await text(api, 'claim_check', { paths: ['src/a.ts', 'web:src/a.ts'] }, agent('s2'))).toMatch(
      /^src\/a\.ts: not claimed by others\nweb:src\/a\.ts: claimed by session s1/,
    );
    expect(await text(web, 'claim_list')).toMatch(/web:src\/\*\*[\s\S]*api:src\/\*\*/);
  });

  test('a refusal names repository and holder, for commands and edits', async () => {
    const { web, api, run, refused, hook } = await both();
    await run(api, 'task_start', { id: 2 }, agent('s2'));
    const { message } = await refused(web, 'claim_acquire', { scope: ['api:src/x.ts'] }, agent('s1'));
    expect(message).toMatch(
      /^api:src\/\*\* is claimed by session s2 for #2 Endpoint; .* Your api:src\/x\.ts overlaps it/,
    );
    const tool = { tool_name: 'Edit', tool_input: { file_path: join(api, 'src/x.ts') }, session_id: 's1' };
    expect((await hook(web, 'PreToolUse', tool))?.permissionDecisionReason).toMatch(
      /^api:src\/x\.ts is claimed by .* for #2 Endpoint/,
    );
  });

  test('a claim on another repository is no claim in another worktree', async () => {
    const { web, api, run, edit, hook, folder } = await both();
    git(api, 'worktree', 'add', '-q', join(folder, 'tree'));
    await run(web, 'setting_set', { name: 'claims.acrossWorktrees', value: 'warn' });
    await hook(web, 'SessionStart', { session_id: 's2', source: 'startup' });
    await run(web, 'task_start', { id: 2 }, agent('s2'));
    expect(await edit(join(api, 'src/a.ts'), 's1')).toBe('deny');
    await hook(api, 'SessionStart', { session_id: 's2', source: 'startup' });
    expect(await edit(join(api, 'src/a.ts'), 's1')).toBe('deny');
    expect(await edit(join(folder, 'tree/src/a.ts'), 's1')).toBeUndefined();
  });

  test('sessions are primed, mirrored and briefed from either', async () => {
    const { web, api, run, hook } = await both();
    expect((await hook(api, 'SessionStart', { source: 'compact' }))?.additionalContext).toContain(
      'Repositories: web, api (here).',
    );
    await hook(api, 'TaskCreated', { task_id: '1', task_subject: 'Mirrored in api' });
    expect(await run(web, 'task_count', { filter: 'description:Mirrored' })).toMatchObject({ count: 1 });
    const prompt = { tool_name: 'Agent', tool_input: { prompt: 'Do task 2', subagent_type: 'backlog:implementer' } };
    const launched = await hook(web, 'PreToolUse', { ...prompt, tool_use_id: 'toolu_1' });
    expect(JSON.stringify(launched)).toContain('scope: api:src/**');
    await run(api, 'task_start', { id: 1 }, agent('s2'));
    expect((await hook(api, 'SubagentStart', { agent_id: 'a1' }))?.additionalContext).toContain(
      '- web:src/**: session s2',
    );
  });

  test('an export says where each scope is, so that it means the same wherever it is read', async () => {
    const { web, api, run } = await both();
    const { tasks } = await run<{ tasks: { scope: unknown }[] }>(web, 'task_export');
    expect(tasks.map(({ scope }) => scope)).toEqual([
      [{ repo: 'web', glob: 'src/**' }],
      [{ repo: 'api', glob: 'src/**' }],
    ]);
    await run(api, 'task_import', { tasks, existing: 'update' });
    expect((await run<{ tasks: unknown }>(web, 'task_export')).tasks).toMatchObject(
      tasks.map(({ scope }) => ({ scope })),
    );
  });

  test('a repository that nobody has is an error that names the known ones', async () => {
    const { web, refused } = await both();
    expect(await refused(web, 'task_add', { description: 'x', scope: 'aip:src' })).toMatchObject({
      code: 'invalid',
      message: 'scope entry 1 ("aip:src"): there is no repository aip (did you mean api?)',
    });
  });
});

test('with BACKLOG_DIR, whoever writes from a repository that is new records it under a name of its own', async () => {
  const place = yard();
  const env = { BACKLOG_DIR: join(place.folder, 'queue') };
  const chosen = yard(env);
  const [one, two] = [chosen.repository('app'), chosen.repository('other/app')];
  await chosen.run(one, 'task_add', { description: 'a', scope: 'src' });
  await chosen.run(two, 'task_add', { description: 'b', scope: 'src' });
  expect(await chosen.text(one, 'task_info', { id: 2 })).toContain('scope: app-2:src');
  await chosen.run(one, 'task_start', { id: 1 }, agent('s1'));
  await chosen.run(two, 'task_start', { id: 2 }, agent('s2'));
  expect(await chosen.edit(join(one, 'src/x'), 's2', one)).toBe('deny');
  expect(await chosen.edit(join(two, 'src/x'), 's2', two)).toBeUndefined();
  expect(await chosen.edit(join(two, 'src/x'), 's1', two)).toBe('deny');
  expect(await chosen.text(two, 'repo_list')).toBe(`app  linked  home  ${one}\napp-2  linked  here  ${two}`);
});

test('with BACKLOG_DIR, a folder that becomes a repository stays what it was', async () => {
  const place = yard();
  const chosen = yard({ BACKLOG_DIR: join(place.folder, 'queue') });
  await chosen.run(chosen.folder, 'task_add', { description: 'a', scope: 'src' });
  await chosen.run(chosen.folder, 'task_start', { id: 1 }, agent('s1'));
  git(chosen.folder, 'init', '-q');
  expect(await chosen.edit(join(chosen.folder, 'src/a'), 's2')).toBe('deny');
  await chosen.run(chosen.folder, 'task_add', { description: 'b' });
  const { repositories } = await chosen.run<{ repositories: object[] }>(chosen.folder, 'repo_list');
  expect(repositories).toMatchObject([{ home: true, common: join(chosen.folder, '.git'), here: true }]);
});
