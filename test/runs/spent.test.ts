import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { costEstimator } from '../../src/runs/budget/estimate.ts';
import { spentOf, spentSince } from '../../src/runs/budget/spent.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import { runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const SINCE = '2026-07-30T12:00:00Z';
const usage = { input: 1, output: 1, cached: 0, turns: 1 };
const round = (at: string, ended?: string, costUsd = 1) => ({
  n: 1,
  why: 'start' as const,
  at: `2026-07-30T${at}:00Z`,
  ...(ended ? { ended: `2026-07-30T${ended}:00Z`, usage: { ...usage, costUsd } } : {}),
});
const run = (state: Run['state'], ...rounds: Run['rounds'] & object) => ({ state, rounds }) as Run;

test.each<[what: string, runs: Run[], usd: number]>([
  ['rounds that ended before do not count', [run('review', round('10:00', '11:00'))], 0],
  ['those that ended since count, whenever they began', [run('review', round('11:00', '12:30', 2))], 2],
  ['one under way counts by what its agent says', [run('running', round('12:10', '12:20'), round('12:30'))], 1 + 5],
  ['also one that began before', [run('running', round('11:59'))], 5],
  ['one whose supervisor died has cost what its agent said', [run('interrupted', round('12:10'))], 5],
  ['unless that was before', [run('interrupted', round('11:10'))], 0],
])('%s', (_, runs, usd) => {
  expect(spentSince(runs, SINCE, () => 5)).toBe(usd);
});

test('what agents say while they work counts at once', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const made = await runIn(work, 'running', { number: 1, rounds: [round('14:00')] });
  const context = work.opened.context(ADA);
  const budget = { usd: 3, per: 'all', since: SINCE } as const;
  expect(spentOf(context, budget)).toBe(0);
  const file = eventsFile(context, made);
  mkdirSync(dirname(file), { recursive: true });
  const tokens = { input: 1, output: 1, cached: 0 };
  const say = (event: object) => appendFileSync(file, `${JSON.stringify({ at: SINCE, ...event })}\n`);
  say({ type: 'usage', tokens, turns: 1, costUsd: 9 });
  say({ type: 'round', n: 1, why: 'start' });
  expect(spentOf(context, budget)).toBe(0);
  say({ type: 'usage', tokens, turns: 1, costUsd: 1.5 });
  say({ type: 'usage', tokens, turns: 2, costUsd: 2.5 });
  expect(spentOf(context, budget)).toBe(2.5);
});

describe('the cost of a round whose agent reported none', () => {
  const read = (input: number, cached: number) => ({ input, cached });
  const past = (costUsd: number | undefined, input: number, cached: number, more: Partial<Run> = {}) =>
    ({
      provider: 'claude',
      ...more,
      rounds: [{ usage: { input, cached, output: 9, turns: 1, ...(costUsd === undefined ? {} : { costUsd }) } }],
    }) as unknown as Run;

  test.each<[what: string, runs: Run[], model: string | undefined, tokens: ReturnType<typeof read>, usd?: number]>([
    ['is unknown without earlier rounds', [], undefined, read(1000, 0)],
    ['has the price of earlier rounds', [past(1, 1000, 0), past(3, 3000, 0)], undefined, read(500, 0), 0.5],
    ['counts tokens of a cache a tenth', [past(1, 1000, 0)], undefined, read(1000, 1000), 0.1],
    ['ignores rounds without a cost', [past(undefined, 9000, 0), past(1, 1000, 0)], undefined, read(1000, 0), 1],
    ['is unknown for another model', [past(1, 1000, 0)], 'opus', read(1000, 0)],
    ['is unknown for another program', [past(1, 1000, 0, { provider: 'codex' })], undefined, read(1000, 0)],
  ])('%s', (_, runs, model, tokens, usd) => {
    const estimated = costEstimator(runs)({ provider: 'claude', ...(model ? { model } : {}) }, tokens);
    if (usd === undefined) expect(estimated).toBeUndefined();
    else expect(estimated).toBeCloseTo(usd);
  });

  test('counts as it was estimated at the end of the round', () => {
    const { costUsd: _, ...unpriced } = round('12:00', '12:30', 0).usage!;
    const killed = { ...round('12:00', '12:30'), usage: { ...unpriced, estimatedUsd: 4 } };
    expect(spentSince([run('stopped', killed)], SINCE, () => 0)).toBe(4);
  });
});
