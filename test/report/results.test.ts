import { expect, test } from 'vitest';
import { attentionMs, type ShownOutcome } from '../../src/commands/run/results.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

test.each([
  [[], 0],
  [[0], 1],
  [[0, 3 * MINUTE], 4],
  [[3 * MINUTE, 0], 4],
  [[0, 2 * MINUTE, 4 * MINUTE], 5],
  [[0, 2 * DAY], 2],
])('acts at %j are %d minutes of attention', (acts, minutes) => {
  expect(attentionMs(acts) / MINUTE).toBe(minutes);
});

const at = (days: number) => toInstant(Date.UTC(2026, 5, 1) + days * DAY);

test('results by agent and approver: what was merged, discarded, reverted and fixed in time, cost per merge, attention', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const description of ['A', 'B', 'C', 'D', 'E'])
    await work.run('task_add', { description, ...(description === 'B' ? { type: 'bug' } : {}) });
  for (const description of ['Repair A', 'Repair A late'])
    await work.run('task_add', { description, discovered_from: 1 });
  const commit = 'b'.repeat(40);
  const verdict = (actor: string, day: number) => ({ commit, actor, at: at(day) });
  const merged = (day: number) => ({ merged: { commit, at: at(day) }, result: resultOf() });
  const usage = (costUsd: number) => ({ usage: { input: 1, output: 1, cached: 0, turns: 1, costUsd } });
  const made: [number, Run['state'], Partial<Run>][] = [
    [1, 'merged', { agent: 'one', model: 'large', ...merged(0), ...usage(1), verdict: verdict('human:ada', 0) }],
    [2, 'merged', { agent: 'one', ...merged(1), verdict: verdict('human:ada', 1), reverted: { commit, at: at(3) } }],
    [3, 'merged', { agent: 'two', ...merged(1), verdict: verdict('human:bob', 1), reverted: { commit, at: at(30) } }],
    [4, 'discarded', { agent: 'one', result: resultOf(), ...usage(2) }],
    [5, 'failed', { agent: 'one' }],
    // The rule's approval took no time of a person.
    [6, 'merged', { agent: 'two', ...merged(5), verdict: verdict('system:rule/docs', 5) }],
    [7, 'merged', { agent: 'two', ...merged(40), verdict: verdict('human:ada', 40) }],
  ];
  for (const [number, state, more] of made) await runIn(work, state, { number, ...more });
  const by = async (input: object) => {
    const { outcomes, total } = await work.run<{ outcomes: ShownOutcome[]; total: ShownOutcome }>('run_results', input);
    return [...outcomes, total];
  };
  expect(await by({})).toEqual([
    {
      key: 'one',
      opened: 3,
      merged: 2,
      discarded: 1,
      rounds: 0,
      reverted: 1,
      fixed: 1,
      costUsd: 3,
      attentionMs: 2 * MINUTE,
    },
    { key: 'two', opened: 3, merged: 3, discarded: 0, rounds: 0, reverted: 0, fixed: 0, attentionMs: 2 * MINUTE },
    {
      key: 'all',
      opened: 6,
      merged: 5,
      discarded: 1,
      rounds: 0,
      reverted: 1,
      fixed: 1,
      costUsd: 3,
      attentionMs: 4 * MINUTE,
    },
  ]);
  expect((await by({ by: 'approver' })).map(({ key, opened }) => [key, opened])).toEqual([
    ['human:ada', 3],
    ['human:bob', 1],
    ['nobody yet', 1],
    ['system:rule/docs', 1],
    ['all', 6],
  ]);
  expect((await by({ by: 'type' })).map(({ key, opened, reverted }) => [key, opened, reverted])).toEqual([
    ['no type', 5, 0],
    ['bug', 1, 1],
    ['all', 6, 1],
  ]);
  expect((await by({ by: 'model' })).map(({ key, opened, costUsd }) => [key, opened, costUsd])).toEqual([
    ['claude, default model', 5, 2],
    ['large', 1, 1],
    ['all', 6, 3],
  ]);
  expect(await work.text('run_results')).toContain(
    'one  3 results  2 merged  1 discarded  0 rounds  1 reverted  1 fixed  $1.50',
  );
  expect((await by({ filter: 'id:2' })).map(({ key, reverted }) => [key, reverted])).toEqual([
    ['one', 1],
    ['all', 1],
  ]);
});
