import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { locateRun, runFiles } from '../../../src/runs/run-folder.ts';
import { openSupervisedRun } from '../../../src/runs/supervisor/supervised-run.ts';
import { watchRun } from '../../../src/runs/supervisor/watch.ts';
import { seal } from '../../../src/store/log/commit.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

test('a queue that a supervisor can no longer follow ends its run for this reason, and not for one of git', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Change a' });
  const { opened, folder } = work;
  const self = { host: 'here', boot: 'b', pid: process.pid, start: '1' };
  const { id } = await runIn(work, 'running', { number: 1, supervisor: self });
  mkdirSync(dirname(runFiles(locateRun(opened.context(ADA), { id, repository: 'project' })).events), {
    recursive: true,
  });
  const supervised = openSupervisedRun({ opened, id, self, env: process.env, plugin: { folder, server: '' } }, {});
  onTestFinished(() => supervised.events.close());
  const over = new AbortController();
  onTestFinished(() => over.abort());
  watchRun(supervised, () => false, over.signal);

  const { state, dir } = opened.store;
  const file = (seq: number) => join(dir, 'log', `${String(seq).padStart(12, '0')}.json`);
  const seq = state.seq + 2;
  const actor = { kind: 'system', name: 'test' } as const;
  writeFileSync(
    file(seq),
    seal({ v: 1, seq, tx: 'x', prev: 'y', at: state.at, actor, command: 'add', changes: [] }).line,
  );
  writeFileSync(file(seq - 1), '');
  await expect.poll(() => supervised.signal.aborted).toBe(true);
  expect(supervised.signal.reason).toMatchObject({ reason: 'queue_failed', message: expect.stringContaining('log/') });
  expect(supervised.signal.reason.message).not.toContain('BacklogError');
});
