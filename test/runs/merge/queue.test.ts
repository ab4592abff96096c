import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import { mergeContext } from '../../../src/runs/merge/attempt.ts';
import { postpone } from '../../../src/runs/merge/postpone.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { recoverMerges } from '../../../src/runs/merge/recover.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { NOON, testWorkspace } from '../../support/workspace.ts';

const ALL = ['1.txt', '2.txt', '3.txt'];

/** A soak plays one at a time, too. */
const BATCHES: readonly [batch: number, bad: string][] = [
  [8, '2.txt'],
  ...(IS_SOAK ? [[1, 'none.txt'] as [number, string]] : []),
];

soak.each(BATCHES)(
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
);

soak(
  'a file in the way of one result keeps those without that file from nothing; it lands when the file is gone',
  async () => {
    const work = await testWorkspace();
    await gitProject(work);
    const theirs = join(work.folder, 'project', '1.txt');
    for (const [n, file] of ALL.entries()) {
      await work.run('task_add', { description: `Task ${n + 1}` });
      await runWithResult(work, { [file]: 'x\n' }, { number: n + 1 });
      await work.run('run_approve', { run: n + 1 });
    }
    writeFileSync(theirs, "a person's own\n");
    const run = (id: string) => work.opened.store.state.get('run', id) as Run;
    const queue = mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
    while (run('r2').state !== 'merged' || run('r3').state !== 'merged') await wait(20);
    expect(run('r1')).toMatchObject({ state: 'approved', waits: { why: 'in-the-way' } });
    expect(run('r2')).not.toHaveProperty('waits');
    rmSync(theirs);
    await queue;
    expect(run('r1').state).toBe('merged');
  },
);

soak('what the disk refuses in the middle of a landing stands at the run, also after that is recovered', async () => {
  const work = await testWorkspace();
  const old = await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const verdict = { commit: 'a'.repeat(40), at: toInstant(NOON), actor: 'human:ada' };
  const merge = { old, new: 'b'.repeat(40), commit: 'b'.repeat(40), at: toInstant(NOON) };
  const merging = await runIn(work, 'merging', { number: 1, verdict, merge });
  const waits = { why: 'refused', text: 'EPERM: operation not permitted, link' };
  const context = mergeContext(work.opened);
  const run = () => work.opened.store.state.get('run', merging.id) as Run;
  await postpone(context, [merging], waits);
  expect(run()).toMatchObject({ state: 'merging', waits });
  await recoverMerges(context, 'project');
  expect(run()).toMatchObject({ state: 'approved', waits });
});

test('a queue that cannot be started is told at the run', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  await runWithResult(work, { '1.txt': 'x\n' }, { number: 1 });
  work.failErrands('the plugin is incomplete: the supervisor program is missing');
  await work.run('run_approve', { run: 'r1' });
  const run = work.opened.store.state.get('run', 'r1') as Run;
  expect(run.waits?.text).toBe(
    "its merge queue can't be started: the plugin is incomplete: the supervisor program is missing",
  );
});
