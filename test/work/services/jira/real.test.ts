import { expect, test, vi } from 'vitest';
import { unless } from '../../../support/needs.ts';
import { testWorkspace } from '../../../support/workspace.ts';

/** A project that may be changed, such as `acme.atlassian.net/TEST`. The account is in JIRA_EMAIL and JIRA_API_TOKEN. */
const list = process.env.BACKLOG_JIRA_PROJECT;

test(
  'a real Jira answers as the fake does: an issue is created, edited, read back and unchanged at rest',
  unless(list ? undefined : 'BACKLOG_JIRA_PROJECT names no project'),
  async () => {
    vi.stubEnv('JIRA_API_URL', '');
    const work = await testWorkspace({ now: Date.now() });
    await work.run('source_add', { service: 'jira', list, name: 'real', filter: 'labels = "backlog:from-a-test"' });
    expect(await work.run('source_validate', { name: 'real' })).toMatchObject({ mayWrite: true, problems: [] });
    const spec = 'One **bold** line.\n\n- a\n- b\n\n```sh\nls\n```';
    await work.run('task_add', { description: 'From a test of Backlog', tags: ['from-a-test'], spec });
    await work.run('source_push', { name: 'real', only: '+from-a-test', agree: true });
    expect(await work.run('source_sync', { name: 'real' })).toMatchObject({ pushed: [], unpushed: [], conflicts: [] });
    const [task] = (await work.run<{ tasks: { docs?: { spec?: string } }[] }>('task_export')).tasks;
    expect(task!.docs!.spec!.trim()).toBe(spec);
  },
);
