import { expect, test } from 'vitest';
import { runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

test('a report has per outcome its measure, tasks, merged and reverted runs and their cost; nothing counts twice or is lost', async () => {
  const work = await testWorkspace();
  await work.run('goal_save', {
    records: [
      { kind: 'outcome', ref: 'o', title: 'More finished', measure: '%', baseline: 30, target: 70 },
      { title: 'Fast', outcome: 'o' },
      { title: 'Small' },
    ],
  });
  for (const goal of ['I-1', 'I-1', 'I-2', undefined])
    await work.run('task_add', { description: `Do ${goal}`, ...(goal ? { goal } : {}) });
  const merged = { commit: 'a'.repeat(40), at: '2026-07-30T14:00:00Z' as const };
  const usage = { input: 1, output: 1, cached: 0, costUsd: 1.5, turns: 1 } as never;
  await runIn(work, 'merged', { number: 1, usage, merged });
  await runIn(work, 'merged', { number: 2, usage, merged, reverted: { at: merged.at } });
  await runIn(work, 'failed', { number: 4, usage });
  await work.run('task_done', { id: 1 });
  const { outcomes } = await work.run<{ outcomes: { id: string }[] }>('report_outcomes');
  expect(outcomes).toMatchObject([
    { id: 'O-1', measure: '%: 30 → 70', open: 1, done: 1, merged: 1, reverted: 1, costUsd: 3 },
    { id: 'I-2', open: 1, done: 0, merged: 0 },
    { id: '-', open: 1, done: 0, merged: 0, costUsd: 1.5 },
  ]);
  expect(outcomes[1]).not.toHaveProperty('costUsd');
  expect(await work.text('report_outcomes')).toContain(
    'O-1 More finished (%: 30 → 70): 1 open, 1 done; 1 merged, 1 reverted, $3.00',
  );
});
