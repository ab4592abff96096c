import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
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

test('a file in the way of one result keeps those without that file from nothing; it lands when the file is gone', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  const theirs = join(work.folder, 'project', '1.txt');
  for (const [n, file] of ALL.entries()) {
    await work.run('task_add', { description: `Task ${n + 1}` });
    await runWithResult(work, { [file]: 'x\n' }, { number: n + 1 });
    await work.run('run_approve', { run: n + 1 });
  }
  writeFileSync(theirs, 'a person’s own\n');
  const run = (id: string) => work.opened.store.state.get('run', id) as Run;
  const queue = mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
  while (run('r2').state !== 'merged' || run('r3').state !== 'merged') await wait(20);
  expect(run('r1')).toMatchObject({ state: 'approved', waits: { why: 'in-the-way' } });
  expect(run('r2')).not.toHaveProperty('waits');
  rmSync(theirs);
  await queue;
  expect(run('r1').state).toBe('merged');
}, 30_000);
