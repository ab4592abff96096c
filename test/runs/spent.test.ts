import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
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
