import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Morning } from '../../../src/report/night/morning.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { noticeHistory } from '../../../src/runs/upkeep/target-history.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** The same change, made for several tasks. */
const SAME = { 'docs/a.md': 'The same\n' };

const land = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });

/** A night with a rule that lands documents, and three tasks. */
async function night(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('setting_set', { name: 'autonomy.docs.then', value: 'land' });
  await work.run('setting_set', { name: 'autonomy.docs.path', value: 'docs/**' });
  for (const description of ['First', 'Second', 'Third']) await work.run('task_add', { description });
  await work.run('night_start', { until: '8h' });
  return work;
}

/** The results of the three tasks, which began at the same commit. The last one has the change. */
async function threeResults(work: TestWorkspace, first: Record<string, string> = SAME): Promise<void> {
  for (const [i, files] of [first, { 'docs/b.md': 'Another\n' }, SAME].entries())
    await runWithResult(work, files, { number: i + 1, sandbox: { mode: 'worktree', network: 'none', denied: [] } });
}

/** Ways in which a branch gets a change before a second result has it, and what is said of that. */
const WAYS: [string, (work: TestWorkspace) => Promise<void>, string, string | undefined][] = [
  [
    'an earlier landing, with another one between them',
    async (work) => {
      await work.run('setting_set', { name: 'runs.batch', value: 1 });
      await threeResults(work);
    },
    'nothing new: r1 had landed it',
    'r1',
  ],
  [
    'a landing of the same batch',
    async (work) => {
      await threeResults(work);
    },
    'nothing new: r1 had landed it',
    'r1',
  ],
  [
    'a commit of a person',
    async (work) => {
      await threeResults(work, { 'docs/c.md': 'One more\n' });
      const folder = join(work.folder, 'project');
      writeFiles(folder, SAME);
      git(folder, 'add', '-A');
      git(folder, 'commit', '-q', '-m', 'By hand');
    },
    'nothing new: the target branch had it already',
    undefined,
  ],
];

describe.each(WAYS)('a result whose changes the branch has by %s', (_, arrive, says, by) => {
  test('is told as nothing new, in ledger, history and morning, and has no undo of its own', async () => {
    const work = await night();
    await arrive(work);
    await land(work);
    const { state } = work.opened.store;
    expect(state.get('run', 'r3')).toMatchObject({ state: 'merged', merged: { nothing: by ? { by } : {} } });
    const ledger = await work.run<{
      rule?: { landed: number };
      landings: { run: string; back?: string; nothing?: string }[];
    }>('autonomy_show', { rule: 'docs' });
    expect(ledger.landings.find(({ run }) => run === 'r3')).toMatchObject({ nothing: says });
    expect(ledger.landings.flatMap(({ run, back }) => (back ? [run] : [])).sort()).toEqual(['r1', 'r2']);
    expect(ledger.rule).toMatchObject({ landed: 2 });
    expect(await work.text('autonomy_show')).toContain(says);
    const refusal = await work.refused('run_revert', { run: 'r3' });
    expect(refusal.message).toContain(says);
    expect(refusal.hint).toContain(by ? 'run_revert r1' : 'run_show r3');
    const page = await work.run<Morning>('night_report');
    expect(page.totals.landed).toBe(2);
    expect(await work.text('run_show', { run: 'r3' })).toContain(says);
    const third = () => [...state.all('task')].find(([, { id }]) => id === 3)![1];
    expect(third().annotations?.at(-1)?.text).toContain(says);
    // The revert of another landing is none of it; that of the landing with its changes is.
    for (const run of ['r2', ...(by ? [by] : [])]) {
      await work.run('run_revert', { run });
      await land(work);
      await noticeHistory(work.opened.context(ADA));
      const isGone = run === by;
      expect([run, state.get('run', 'r3')?.reverted !== undefined, third().status]).toEqual([
        run,
        isGone,
        isGone ? 'pending' : 'completed',
      ]);
    }
  });
});
