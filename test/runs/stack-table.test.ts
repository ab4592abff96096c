import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { isLive, isOver, type RunState } from '../../src/domain/runs/run-states.ts';
import { mayLand } from '../../src/domain/runs/stack.ts';
import { isInQueue } from '../../src/runs/merge/entry.ts';
import { followStacks } from '../../src/runs/stack/follow-stacks.ts';
import { runsByTask } from '../../src/work/claim/stacks.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const [GROUND, NEWER, OWN] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const AT = '2099-01-01T00:00:00Z' as const;

type Given = Partial<Run> & { state: RunState };
/** What becomes of an approved result because of the one below: it waits for it, may land, returns, or is rebased. */
type Becomes = 'waits' | 'lands' | 'returns' | 'rebases';
/** What happened to the task below after its run. */
type After = 'completed' | 'deleted' | 'again' | 'again, merged';

const newer = resultOf({ commit: NEWER });
const merged = { state: 'merged', merged: { commit: GROUND, at: AT } } as const;
const unfound = { ...merged, unfound: { at: AT, text: 'main lacks its commit' } };
const revert = { at: AT, by: 'human:ada' };
const red = [{ name: 'unit', ok: false, why: 'exit 1', commit: GROUND, ms: 1, output: 'unit.txt' }];

const BELOW: [what: string, given: Given, becomes: Becomes, after?: After][] = [
  ...(['queued', 'preparing', 'running', 'checking', 'changes_requested', 'asking'] as const).map(
    (state): [string, Given, Becomes] => [state, { state }, 'waits'],
  ),
  ['in review', { state: 'review' }, 'waits'],
  ['approved', { state: 'approved' }, 'waits'],
  ['merging', { state: 'merging' }, 'waits'],
  ['in review, with a newer result', { state: 'review', result: newer }, 'rebases'],
  ['approved, with a newer result', { state: 'approved', result: newer }, 'rebases'],
  ['in review, with failed checks', { state: 'review', checks: red }, 'waits'],
  ['returned by the merge queue', { state: 'review', waits: { why: 'conflict', text: 'it conflicts' } }, 'waits'],
  ['failed', { state: 'failed' }, 'waits'],
  ['stopped', { state: 'stopped' }, 'waits'],
  ['interrupted', { state: 'interrupted' }, 'waits'],
  ['failed, and a person completed its task', { state: 'failed' }, 'returns', 'completed'],
  ['stopped, and a person deleted its task', { state: 'stopped' }, 'returns', 'deleted'],
  ['failed, and another run works', { state: 'failed' }, 'returns', 'again'],
  ['interrupted, and another run was merged', { state: 'interrupted' }, 'returns', 'again, merged'],
  ['discarded', { state: 'discarded' }, 'returns'],
  ['discarded, and another run works', { state: 'discarded' }, 'returns', 'again'],
  ['given to a person', { state: 'handed_off' }, 'returns'],
  ['merged', merged, 'lands', 'completed'],
  ['merged, and missing in the branch', unfound, 'waits', 'completed'],
  ['merged, missing, and its task goes on in another run', unfound, 'returns', 'again'],
  ['merged, and to be reverted', { ...merged, revert }, 'waits', 'completed'],
  ['merged, and its revert failed', { ...merged, revert: { ...revert, failed: 'it conflicts' } }, 'lands', 'completed'],
  ['reverted', { ...merged, reverted: { at: AT } }, 'returns'],
];

const STACKED: [what: string, given: Given][] = [
  ...(['queued', 'preparing', 'running', 'checking', 'asking', 'changes_requested'] as const).map(
    (state): [string, Given] => [state, { state }],
  ),
  ...(['review', 'approved', 'failed', 'stopped', 'interrupted'] as const).map((state): [string, Given] => [
    state,
    { state },
  ]),
  ['held', { state: 'approved', waits: { why: 'below', text: 'it merges after run r1' } }],
  ['returned by the merge queue', { state: 'review', waits: { why: 'conflict', text: 'it conflicts' } }],
  ['returned by its stack', { state: 'review', waits: { why: 'stack', text: 'run r1 was discarded' } }],
];

/** The fields that a run has in its state. */
const usual = (state: RunState, commit: string): Partial<Run> => ({
  result: resultOf({ commit }),
  ...(['failed', 'stopped', 'interrupted'].includes(state) ? { reason: { code: 'crashed', text: 'it crashed' } } : {}),
  ...(['approved', 'merging'].includes(state) ? { verdict: { actor: 'human:ada', at: AT, commit } } : {}),
});

/** A queue with a result of task 2 on a result of task 1, after the maintenance of the queue. */
async function stacked(below: Given, after: After | undefined, above: Given, isOn: boolean): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('setting_set', { name: 'runs.stack', value: String(isOn) });
  await work.run('task_add', { description: 'Build' });
  await work.run('task_add', { description: 'Explain', depends: '1' });
  await runIn(work, below.state, { number: 1, ...usual(below.state, GROUND), ...below });
  const stackedOn = { run: 'r1', commit: GROUND };
  await runIn(work, above.state, { number: 2, base: GROUND, stackedOn, ...usual(above.state, OWN), ...above });
  if (after === 'again') await runIn(work, 'running', { number: 1, attempt: 2 });
  if (after === 'again, merged') await runIn(work, 'merged', { number: 1, attempt: 2, merged: merged.merged });
  const context = work.opened.context(ADA);
  const status = after === 'deleted' ? after : 'completed';
  if (after !== undefined && after !== 'again')
    await context.write('given', (tx) => {
      const { start: _, ...task } = [...tx.all('task')].find(([, { id }]) => id === 1)![1];
      tx.put('task', task.uuid, { ...task, status, end: tx.at } as typeof task);
    });
  await followStacks(context);
  return work;
}

const runOf = ({ opened }: TestWorkspace, id: string): Run => opened.store.state.get('run', id)!;
const lands = (work: TestWorkspace): boolean => mayLand(runOf(work, 'r2'), runsByTask(work.opened.store.state));

function becameOf(work: TestWorkspace): Becomes {
  const { state, rebase } = runOf(work, 'r2');
  if (rebase) return 'rebases';
  return state === 'review' ? 'returns' : lands(work) ? 'lands' : 'waits';
}

test.each(BELOW)('an approved result on one that is %s', async (_, below, becomes, after) => {
  expect(becameOf(await stacked(below, after, { state: 'approved' }, true))).toBe(becomes);
});

test('a result that its stack returned advises only what is possible while its task is blocked', async () => {
  const work = await stacked({ state: 'discarded' }, undefined, { state: 'approved' }, true);
  await work.refused('run_request_changes', { run: 'r2', note: 'Again' });
  await work.refused('run_retry', { run: 'r2' });
  const { waiting } = await work.run<{ waiting: { run?: string; next: string }[] }>('report_now');
  const told = [
    waiting.find((row) => row.run === 'r2')!.next,
    await work.text('run_show', { run: 'r2' }),
    (await work.run<{ next: { text: string } }>('task_info', { id: 2 })).next.text,
  ];
  for (const text of told) {
    expect(text).toMatch(/it waits for task 1, which task_info 1 shows; .*discards it/);
    expect(text).not.toContain('sends conflicts and failed checks to its agent');
  }
});

soak('in any state of both, a stacked result lands only on a landed one, and comes to a decision', async () => {
  for (const isOn of [true, false])
    for (const [what, below, becomes, after] of BELOW)
      for (const [own, above] of STACKED) {
        const work = await stacked(below, after, above, isOn);
        const at = `${what} × ${own}, stacks ${isOn ? 'on' : 'off'}`;
        expect([at, lands(work)]).toEqual([at, becomes === 'lands']);
        const { waiting } = await work.run<{ waiting: { run?: string }[] }>('report_now');
        /** Checks whether somebody or something goes on with a run. */
        const goesOn = (run: Run): boolean =>
          isOver(run.state) || isLive(run.state) || waiting.some((row) => row.run === run.id);
        const [run, first] = ['r2', 'r1'].map((id) => runOf(work, id)) as [Run, Run];
        const isReverted = first.revert !== undefined && first.revert.failed === undefined;
        const isNext = isInQueue(first) || isReverted || (goesOn(first) && !(isOver(first.state) && !lands(work)));
        const asked = waiting.some((row) => row.run === 'r1');
        expect([at, goesOn(run) || (isInQueue(run) && (lands(work) || isNext || asked))]).toEqual([at, true]);
      }
});
