import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { runPaths, takeSnapshot } from '../../../src/runs/git/index.ts';
import { locateRun } from '../../../src/runs/run-folder.ts';
import { writeFiles } from '../../support/files.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const FILES = { 'src/a.txt': 'a\n', 'src/b.txt': 'b\n', 'src/gone.txt': 'gone\n' };

async function reviewed(): Promise<{ work: TestWorkspace; run: Run }> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Change both' });
  await gitProject(work, FILES);
  return { work, run: await runWithResult(work, { 'src/a.txt': 'a2\n', 'src/b.txt': 'b2\n' }, { number: 1 }) };
}

async function seenIn(work: TestWorkspace): Promise<string[]> {
  const { files } = (await work.run('run_changes', { run: 'r1' })) as { files: { path: string; seen: boolean }[] };
  return files.filter(({ seen }) => seen).map(({ path }) => path);
}

/** The run has another result, in which some files are otherwise. */
async function nextResult({ opened }: TestWorkspace, run: Run, files: Record<string, string>): Promise<void> {
  const context = opened.context(ADA);
  const place = locateRun(context, run);
  writeFiles(runPaths(place).tree, files);
  const { commit, tree } = await takeSnapshot(place, { base: run.base, message: 'Next' });
  await context.write('given', (tx) => tx.put('run', run.id, { ...run, result: { ...run.result!, commit, tree } }));
}

test('a file that was ticked off stays so until it changes, and comes back as seen when it is as it was', async () => {
  const { work, run } = await reviewed();
  expect(await seenIn(work)).toEqual([]);
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt' });
  await work.run('review_tick', { run: 'r1', path: 'src/b.txt' });
  expect(await seenIn(work)).toEqual(['src/a.txt', 'src/b.txt']);
  await nextResult(work, run, { 'src/b.txt': 'b3\n' });
  expect(await seenIn(work)).toEqual(['src/a.txt']);
  await nextResult(work, run, { 'src/b.txt': 'b2\n' });
  expect(await seenIn(work)).toEqual(['src/a.txt', 'src/b.txt']);
});

test('a tick is about the result that was looked at, not about one that came meanwhile', async () => {
  const { work, run } = await reviewed();
  const context = work.opened.context(ADA);
  const rounds = [{ n: 1, why: 'start' as const, at: run.at, commit: run.result!.commit }];
  await context.write('given', (tx) => tx.put('run', run.id, { ...run, rounds } as Run));
  await nextResult(work, { ...run, rounds } as Run, { 'src/a.txt': 'a3\n' });
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt', commit: run.result!.commit });
  expect(await seenIn(work)).toEqual([]);
});

test("a tick is taken away again, once or twice, and is nobody else's", async () => {
  const { work } = await reviewed();
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt' });
  const ticks = () => Array.from(work.opened.store.state.all('tick'), ([, { path, actor }]) => [path, actor]);
  expect(ticks()).toEqual([['src/a.txt', expect.stringMatching(/^\w+:/)]]);
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt', off: true });
  await work.run('review_tick', { run: 'r1', path: 'src/a.txt', off: true });
  expect(ticks()).toEqual([]);
});
