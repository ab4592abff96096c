import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

const COMMIT = 'b'.repeat(40);
const at = (days: number) => toInstant(Date.UTC(2026, 5, 1) + days * 86_400_000);
const rule = { name: 'docs', digest: 'd', says: 'always', facts: { files: 1, lines: 1, risk: 'low' } };
const merged = (days: number): Partial<Run> => ({
  merged: { commit: COMMIT, at: at(days) },
  result: resultOf(),
  verdict: { commit: COMMIT, actor: 'system:rule/docs', at: at(days), rule },
});

/** What another task of a later merge is to the first one, when it was merged, and whether it fixed the first one. */
test.each<[what: string, task: object | 'same', days: number, fixed: boolean]>(
  everyNth(3, [
    ['the same task again', 'same', 3, true],
    ['the same task again, late', 'same', 15, false],
    ['a task that was discovered from it', { discovered_from: 1 }, 14, true],
    ['the same, late', { discovered_from: 1 }, 14.01, false],
    ['a bug that relates to it', { type: 'bug' }, 1, true],
    ['a task of another type that relates to it', { type: 'docs' }, 1, false],
    ['another task', {}, 1, false],
    ['a task that was discovered from it and merged before', { discovered_from: 1 }, -1, false],
  ]),
)('%s: the report on results and the ledger say the same', async (_, task, days, fixed) => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'A' });
  if (task !== 'same') await work.run('task_add', { description: 'B', ...task });
  const tasks = new Map(Array.from(work.opened.store.state.all('task'), ([, one]) => [one.id, one]));
  const relates = [{ type: 'relates' as const, uuid: tasks.get(1)!.uuid }];
  if (tasks.get(2)?.type)
    await work.opened
      .context(ADA)
      .write('given', (tx) => tx.put('task', tasks.get(2)!.uuid, { ...tasks.get(2)!, links: relates }));
  await runIn(work, 'merged', { number: 1, ...merged(0) });
  await runIn(work, 'merged', { ...merged(days), ...(task === 'same' ? { number: 1, attempt: 2 } : { number: 2 }) });
  const { total } = await work.run<{ total: { fixed: number } }>('run_results');
  const { landings } = await work.run<{ landings: { run: string; later?: string }[] }>('autonomy_show');
  expect([total.fixed, landings.find(({ run }) => run === 'r1')?.later]).toEqual(
    fixed ? [1, 'fixed by r2'] : [0, undefined],
  );
});
