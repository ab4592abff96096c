import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';
import { cleanOld } from '../../src/runs/upkeep/clean-old.ts';
import { freshMemory, schedulingPass } from '../../src/scheduler/loop/scheduling-pass.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { gitProject, inRun, runIn, runWithResult } from '../support/runs.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, workspaces } from '../support/workspace.ts';

interface Answer {
  cleaned: { id: string; bytes: number }[];
  kept: { id: string; why: string }[];
  bytes: number;
}

/** Worktrees of runs: r1 merged, r2 discarded, r3 merged with a later change, r4 in review, r5 failed. */
const filled = workspaces(async (work) => {
  await gitProject(work);
  for (const number of [1, 2, 3, 4, 5]) await work.run('task_add', { description: `Task ${number}` });
  const commit = git(join(work.folder, 'project'), 'rev-parse', 'HEAD');
  const merged = { commit, at: '2026-07-30T12:00:00Z' as const };
  const files = { 'src/a.txt': 'b\n' };
  await runWithResult(work, files, { number: 1, state: 'merged', merged });
  await runWithResult(work, files, { number: 2, state: 'discarded' });
  await runWithResult(work, files, { number: 3, state: 'merged', merged });
  await runWithResult(work, files, { number: 4 });
  await runWithResult(work, files, { number: 5, state: 'failed' });
  writeFiles(tree(work, 'r3'), { 'src/late.txt': 'not in the result\n' });
});

const tree = ({ opened }: TestWorkspace, id: string) => join(opened.store.dir, 'runs', id, 'tree');
const there = (work: TestWorkspace) => ['r1', 'r2', 'r3', 'r4', 'r5'].filter((id) => existsSync(tree(work, id)));
const ids = ({ cleaned, kept }: Answer) => [cleaned, kept].map((rows) => rows.map(({ id }) => id));

soak('a dry run lists what it would free, and changes neither a folder nor the log', async () => {
  const work = await filled();
  const { seq } = work.opened.store.state;
  const found = await work.run<Answer>('worktree_clean', { dry_run: true });
  expect(ids(found)).toEqual([['r1', 'r2'], ['r3']]);
  expect(found.bytes).toBeGreaterThan(0);
  expect(found.kept[0]?.why).toContain("changes that its result doesn't contain");
  expect(there(work)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
  await work.opened.store.refresh();
  expect(work.opened.store.state.seq).toBe(seq);
  expect(await work.text('worktree_clean', { dry_run: true })).toMatch(
    /^Would delete 2 worktrees, .*\n {2}r1 merged #1 Task 1/,
  );
});

test('it deletes what the dry run listed: never work that is in no result, nor an unfinished run', async () => {
  const work = await filled();
  const listed = await work.run<Answer>('worktree_clean', { dry_run: true });
  expect(ids(await work.run<Answer>('worktree_clean'))).toEqual(ids(listed));
  expect(there(work)).toEqual(['r3', 'r4', 'r5']);
  expect(await work.run<Answer>('worktree_clean')).toMatchObject({ cleaned: [], kept: [{ id: 'r3' }] });
});

soak('an old lock of a killed git keeps no worktree; for a young one the answer has the line to type', async () => {
  const work = await filled();
  const store = join(work.opened.store.dir, 'runs/repositories/project/store.git');
  const lock = join(store, 'packed-refs.lock');
  writeFiles(store, { 'info/exclude': '*.log\n', 'packed-refs.lock': '' });
  writeFiles(tree(work, 'r1'), { 'kept.log': 'x\n' });
  const young = await work.run<Answer>('worktree_clean', { runs: 'r1' });
  expect(young.kept[0]?.why).toBe(
    `git update-ref failed: ${lock} exists: another git process is running, or one was killed. If no git process is running: \`rm ${lock}\``,
  );
  expect(await work.refused('run_clean', { run: 'r1' })).toMatchObject({
    hint: expect.stringContaining(`\`rm ${lock}\``),
  });
  utimesSync(lock, 1e9, 1e9);
  expect(ids(await work.run<Answer>('worktree_clean', { runs: 'r1' }))).toEqual([['r1'], []]);
});

soak('what git says about a worktree that stays ends as git ends it', async () => {
  const work = await filled();
  writeFiles(work.opened.store.dir, { 'runs/repositories/project/store.git/packed-refs': 'broken\n' });
  const { kept } = await work.run<Answer>('worktree_clean', { runs: 'r1' });
  expect(kept[0]?.why).toMatch(/^git .* failed: .*broken$/);
});

soak('the state and the time since then select', async () => {
  const work = await filled();
  const asked = async (input: object) => ids(await work.run<Answer>('worktree_clean', { ...input, dry_run: true }));
  expect(await asked({ merged: true })).toEqual([['r1'], ['r3']]);
  expect(await asked({ discarded: true })).toEqual([['r2'], []]);
  expect(await asked({ merged: true, older: '7d' })).toEqual([[], []]);
  work.pass(8 * DAY_MS);
  expect(await asked({ merged: true, older: '7d' })).toEqual([['r1'], ['r3']]);
  expect((await work.refused('worktree_clean', { older: 'some time' })).code).toBe('date');
});

test.each(
  everyNth(2, [
    ['before seven days nothing', {}, 6, 100, []],
    ['after seven days by age', {}, 8, 100, ['r1']],
    ['at once while the disk is full', {}, 0, 1, ['r1']],
    ['nothing by age if a person turns it off', { 'runs.cleanDays': 0 }, 400, 100, []],
    ['nothing by free space if a person turns it off', { 'runs.cleanDisk': 0 }, 0, 1, []],
  ] as const),
)('the orchestrator deletes %s, and only of merged runs', async (_, settings, days, freeGb, expected) => {
  const work = await filled();
  for (const [name, value] of Object.entries(settings)) await work.run('setting_set', { name, value });
  work.pass(days * DAY_MS);
  const { cleaned } = await cleanOld(work.opened.context(ADA), async () => freeGb * 1e9);
  expect(cleaned.map(({ run }) => run.id)).toEqual(expected);
  expect(there(work)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5'].filter((id) => !cleaned.some(({ run }) => run.id === id)));
});

soak('a pass of the orchestrator deletes old worktrees, once in a while', async () => {
  const work = await filled();
  work.pass(8 * DAY_MS);
  const memory = freshMemory();
  await schedulingPass(() => work.opened.context(ADA), processId()!, memory);
  expect(there(work)).toEqual(['r2', 'r3', 'r4', 'r5']);
  expect(memory.cleaned).toBe(work.opened.context(ADA).clock.now);
});

soak('named runs are the only ones that it deletes; of others it says why they stay', async () => {
  const work = await filled();
  const { cleaned, kept } = await work.run<Answer>('worktree_clean', { runs: ['2', 'r4', 'r3'] });
  expect(cleaned.map(({ id }) => id)).toEqual(['r2']);
  expect(kept.map(({ id, why }) => `${id} ${why}`)).toEqual([
    expect.stringMatching(/^r4 its state is review since /),
    expect.stringContaining("changes that its result doesn't contain"),
  ]);
  expect(there(work)).toEqual(['r1', 'r3', 'r4', 'r5']);
  expect(await work.refused('worktree_clean', { runs: 'r1,r9' })).toMatchObject({ code: 'not-found' });
  expect(there(work)).toEqual(['r1', 'r3', 'r4', 'r5']);
});

soak('an agent may clean up, but not the agent of a run', async () => {
  const work = await filled();
  const run = await runIn(work, 'running', { number: 4 });
  expect((await work.refused('worktree_clean', {}, inRun(run.id))).code).toBe('forbidden');
  expect(there(work)).toHaveLength(5);
  expect(ids(await work.run<Answer>('worktree_clean', {}, agent('s1')))[0]).toEqual(['r1', 'r2']);
});

test.each([
  ['run clean --merged --older 7d --dry-run', 'worktree_clean', ['--merged', '--older', '7d', '--dry-run']],
  ['run clean --older=7d', 'worktree_clean', ['--older=7d']],
  ['run clean --dry-run', 'worktree_clean', ['--dry-run']],
  ['runs clean --discarded', 'worktree_clean', ['--discarded']],
  ['run clean r1', 'run_clean', ['r1']],
  ['run clean r1 --force', 'run_clean', ['r1', '--force']],
])('%s is %s', (line, name, rest) => {
  expect(meantBy(line.split(' '))).toMatchObject({ command: { name }, rest });
});
