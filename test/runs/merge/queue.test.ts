import { expect, test } from 'vitest';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/workspace/processes.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { testWorkspace } from '../../support/workspace.ts';

const ALL = ['1.txt', '2.txt', '3.txt'];

test.each<[batch: number, bad: string]>([
  [1, 'none.txt'],
  [8, '2.txt'],
])(
  'whoever mends a red target is not kept waiting by those approved before it (batch of %i, %s is bad)',
  async (batch, bad) => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('setting_set', { name: 'checks.whole', value: `test -f 3.txt -a ! -f ${bad}` });
    await work.run('setting_set', { name: 'runs.checks..', value: 'whole' });
    await work.run('setting_set', { name: 'runs.batch', value: String(batch) });
    for (const [n, file] of ALL.entries()) {
      await work.run('task_add', { description: `Task ${n + 1}` });
      await runWithResult(work, { [file]: 'x\n' }, { number: n + 1 });
      await work.run('run_approve', { run: n + 1 });
    }
    await mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
    const states = Array.from(work.opened.store.state.all('run'), ([, { state }]) => state);
    expect(states).toEqual(ALL.map((file) => (file === bad ? 'review' : 'merged')));
  },
  30_000,
);
