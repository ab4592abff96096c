import { expect, test, vi } from 'vitest';
import { unless } from '../../support/needs.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** A repository whose issues may be changed, such as `acme/sandbox`. The token is that of GITHUB_TOKEN or of `gh`. */
const list = process.env.BACKLOG_GITHUB_REPOSITORY;

test(
  'a real GitHub answers as the fake does: an issue is made, edited, read back, commented on, closed, and unchanged at rest',
  unless(list ? undefined : 'BACKLOG_GITHUB_REPOSITORY names no repository'),
  async () => {
    vi.stubEnv('GITHUB_API_URL', '');
    const work = await testWorkspace({ now: Date.now() });
    const source = { service: 'github', list, name: 'real', filter: 'label:"backlog:from-a-test"', close: 'completed' };
    await work.run('source_add', source);
    expect(await work.run('source_validate', { name: 'real' })).toMatchObject({ mayWrite: true, problems: [] });
    const spec = 'One **bold** line.\n\n- a\n- b\n\n```sh\nls\n```';
    await work.run('task_add', { description: 'From a test of Backlog', tags: ['from-a-test'], spec });
    const filter = '+from-a-test';
    await work.run('source_push', { name: 'real', only: filter, agree: true });
    const sync = () => work.run('source_sync', { name: 'real' });
    expect(await sync()).toMatchObject({ pushed: [], unpushed: [], conflicts: [] });
    await work.run('task_modify', { filter, description: 'From a test of Backlog, edited' });
    await work.run('task_done', {
      id: (await work.run<{ tasks: { id: number }[] }>('task_list', { filter })).tasks[0]!.id,
    });
    expect(await sync()).toMatchObject({ pushed: [{ acts: ['edit', 'managed'] }], unpushed: [], conflicts: [] });
    expect(await sync()).toMatchObject({ changed: [], pushed: [], unpushed: [], conflicts: [], comments: 0 });
    const tasks = (await work.run<{ tasks: { docs?: { spec?: string } }[] }>('task_export')).tasks;
    expect(tasks.find(({ docs }) => docs?.spec?.trim() === spec)).toMatchObject({ status: 'completed' });
  },
);
