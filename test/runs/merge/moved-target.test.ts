import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** What moves the branch while a merged tree is tested, up to a number of commits, and the state of the tested result. */
const MOVES: readonly [name: string, upTo: number, state: string][] = [
  ['a check commits there each time', 12, 'review'],
  ['two commits, as by a person', 3, 'merged'],
];

test.each(everyNth(2, MOVES))(
  'a branch that moves whenever a merged tree is tested returns the result to review, and others land: %s',
  async (_name, upTo, state) => {
    const work = await testWorkspace();
    await gitProject(work);
    const project = join(work.folder, 'project');
    const own = `git -C '${project}'`;
    const commit = `echo x >> '${project}/count' && ${own} add count && ${own} -c user.name=Robot -c user.email=robot@example.com commit -qm Count`;
    const check = `test $(${own} rev-list --count HEAD) -ge ${upTo} || { ${commit}; }`;
    await work.run('setting_set', { name: 'checks.counts', value: check });
    await work.run('setting_set', { name: 'runs.checks.src', value: 'counts' });
    for (const [n, path] of ['src/1.txt', 'docs/2.txt'].entries()) {
      await work.run('task_add', { description: `Task ${n + 1}` });
      await runWithResult(work, { [path]: 'x\n' }, { number: n + 1 });
      await work.run('run_approve', { run: n + 1 });
    }
    await mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
    const run = (id: string) => work.opened.store.state.get('run', id)!;
    expect(run('r2').state).toBe('merged');
    expect(run('r1').state).toBe(state);
    if (state === 'merged') return;
    const [last] = git(project, 'log', '--format=%h', '--author=Robot').split('\n');
    expect(run('r1').waits).toMatchObject({ why: 'moved' });
    expect(run('r1').waits?.text).toContain(`main moved 4 times while the result was merged and tested`);
    expect(run('r1').waits?.text).toContain(`${last} by Robot`);
    expect(run('r1').verdict).toBeUndefined();
    // An approval begins to count again.
    await work.run('setting_set', { name: 'checks.counts', value: 'true' });
    await work.run('run_approve', { run: 'r1' });
    await mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
    expect(run('r1').state).toBe('merged');
  },
);
