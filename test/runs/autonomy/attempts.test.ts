import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { applyRules } from '../../../src/runs/autonomy/apply-rules.ts';
import { wouldLand } from '../../../src/runs/autonomy/decide-run.ts';
import { mergeContext } from '../../../src/runs/merge/attempt.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** A queue with a rule that lands documents, and two attempts in review whose files have these numbers of lines. */
async function attempts(lines: readonly number[], more: Partial<Run> = {}): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Explain', type: 'docs' });
  for (const [name, value] of Object.entries({ 'docs.then': 'land', 'docs.path': 'docs/**' }))
    await work.run('setting_set', { name: `autonomy.${name}`, value });
  for (const [i, count] of lines.entries())
    await runWithResult(
      work,
      { 'docs/a.md': Array.from({ length: count }, (_, n) => `${n}\n`).join('') },
      { number: 1, group: 'r1', attempt: i + 1, evidence: [], ...more },
    );
  return work;
}

const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const run = (work: TestWorkspace, id: string) => work.opened.store.state.get('run', id)!;
const commits = (work: TestWorkspace) => git(join(work.folder, 'project'), 'rev-list', '--count', 'main');

test('a rule lands the best attempt, and only when all of them have ended', async () => {
  const work = await attempts([9, 2]);
  expect((await wouldLand(work.opened.context(ADA), 'project')).lands.map((one) => one.run)).toEqual(['r2']);
  const third = await runIn(work, 'running', { number: 1, group: 'r1', attempt: 3, evidence: [] });
  await merge(work);
  expect([run(work, 'r1').state, run(work, 'r2').state]).toEqual(['review', 'review']);
  expect(run(work, 'r2').asks).toBeUndefined();
  await work.opened.context(ADA).write('given', (tx) => tx.put('run', third.id, { ...third, state: 'failed' }));
  await merge(work);
  expect(run(work, 'r2')).toMatchObject({ state: 'merged', verdict: { actor: 'system:rule/docs' } });
  expect(run(work, 'r1')).toMatchObject({ state: 'discarded', settled: { run: 'r2' } });
  expect(run(work, 'r3')).toMatchObject({ state: 'discarded', settled: { run: 'r2' } });
  expect(run(work, 'r1').asks?.reasons).toEqual(['r2 is better: fewer changed lines']);
  expect(commits(work)).toBe('2');
});

test('of equal attempts, a rule lands none: a person is asked', async () => {
  const work = await attempts([3, 3]);
  expect((await wouldLand(work.opened.context(ADA), 'project')).lands).toEqual([]);
  await merge(work);
  for (const id of ['r1', 'r2'])
    expect(run(work, id)).toMatchObject({
      state: 'review',
      asks: { reasons: ['no attempt is the best: r1 and r2 are equal'] },
    });
  expect(commits(work)).toBe('1');
  await work.run('run_discard', { run: 'r1' });
  await merge(work);
  expect(run(work, 'r2')).toMatchObject({ state: 'merged', verdict: { actor: 'system:rule/docs' } });
});

/** What happens between the approval by a rule and its landing, and what becomes of both attempts. */
soak.each<
  [what: string, act: (work: TestWorkspace) => Promise<unknown>, again: (work: TestWorkspace) => Promise<unknown>]
>([
  ['a stop', (work) => work.run('autonomy_stop'), (work) => work.run('autonomy_start')],
  [
    'a change of the rules',
    (work) => work.run('setting_set', { name: 'autonomy.docs.lines', value: '1' }),
    (work) => work.run('setting_unset', { name: 'autonomy.docs.lines' }),
  ],
])('%s returns the attempt that a rule kept, and the one that it replaced', async (_, act, again) => {
  const work = await attempts([9, 2]);
  await applyRules(mergeContext(work.opened), 'project');
  expect([run(work, 'r1').state, run(work, 'r2').state]).toEqual(['discarded', 'approved']);
  await act(work);
  await merge(work);
  expect([run(work, 'r1').state, run(work, 'r2').state]).toEqual(['review', 'review']);
  expect(commits(work)).toBe('1');
  await again(work);
  await merge(work);
  expect([run(work, 'r1').state, run(work, 'r2').state]).toEqual(['discarded', 'merged']);
});

test('a rule lands no attempt while a person is reviewing another one, which it would discard', async () => {
  const work = await attempts([9, 2]);
  const { comment } = await work.run<{ comment: { id: string } }>('review_comment', {
    ...{ run: 'r1', path: 'docs/a.md', line: 1, text: 'Nearly.' },
  });
  await merge(work);
  expect(run(work, 'r2')).toMatchObject({
    state: 'review',
    asks: { reasons: ['attempt r1: a person is reviewing it'] },
  });
  expect(run(work, 'r1').state).toBe('review');
  await work.run('review_drop', { id: comment.id });
  await merge(work);
  expect(run(work, 'r2').state).toBe('merged');
});
