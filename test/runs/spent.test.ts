import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type Instant, toInstant } from '../../src/domain/instant.ts';
import type { Kinds, Run } from '../../src/domain/records.ts';
import { type AskedCost, withCostOf } from '../../src/runs/budget/asked-cost.ts';
import { unpricedText } from '../../src/runs/budget/budget-text.ts';
import { budgetedRuns } from '../../src/runs/budget/budgeted-runs.ts';
import { costEstimator } from '../../src/runs/budget/estimate.ts';
import { isUnpriced } from '../../src/runs/budget/round-cost.ts';
import { spendingOf, spendingSince } from '../../src/runs/budget/spent.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import { runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const SINCE = '2026-07-30T12:00:00Z' as const;
const NOW = Date.parse('2026-07-30T12:30:00Z');
const usage = { input: 1, output: 1, cached: 0, turns: 1 };
const round = (at: string, ended?: string, costUsd = 1) => ({
  n: 1,
  why: 'start' as const,
  at: toInstant(Date.parse(`2026-07-30T${at}:00Z`)),
  ...(ended ? { ended: toInstant(Date.parse(`2026-07-30T${ended}:00Z`)), usage: { ...usage, costUsd } } : {}),
});
const withJudgingCost = (one: Run, cost: AskedCost): Run => ({ ...one, judged: withCostOf(one.judged, cost)! });
const run = (state: Run['state'], ...rounds: Run['rounds'] & object) =>
  ({ id: 'r1', provider: 'claude', state, rounds }) as Run;

test.each<[what: string, runs: Run[], usd: number]>([
  ['rounds that ended before do not count', [run('review', round('10:00', '11:00'))], 0],
  ['those that ended since count, whenever they began', [run('review', round('11:00', '12:30', 2))], 2],
  ['one under way counts by what its agent says', [run('running', round('12:10', '12:20'), round('12:30'))], 1 + 5],
  ['also one that began before', [run('running', round('11:59'))], 5],
  ['one whose supervisor died has cost what its agent said', [run('interrupted', round('12:10'))], 5],
  ['unless that was before', [run('interrupted', round('11:10'))], 0],
  [
    'also one that began before and whose supervisor died since',
    [run('interrupted', { ...round('11:10'), until: '2026-07-30T12:20:00Z' })],
    5,
  ],
])('%s', (_, runs, usd) => {
  const said = () => ({ ...usage, costUsd: 5 });
  expect(spendingSince(runs, SINCE, NOW, said).usd).toBe(usd);
});

test('what agents say while they work counts at once', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const made = await runIn(work, 'running', { number: 1, rounds: [round('14:00')] });
  const context = work.opened.context(ADA);
  const budget = { usd: 3, per: 'all', since: SINCE } as const;
  expect(spendingOf(context, budget).usd).toBe(0);
  const file = eventsFile(context, made);
  mkdirSync(dirname(file), { recursive: true });
  const tokens = { input: 1, output: 1, cached: 0 };
  const say = (event: object) => appendFileSync(file, `${JSON.stringify({ at: SINCE, ...event })}\n`);
  say({ type: 'usage', tokens, turns: 1, costUsd: 9 });
  say({ type: 'round', n: 1, why: 'start' });
  expect(spendingOf(context, budget).usd).toBe(0);
  say({ type: 'usage', tokens, turns: 1, costUsd: 1.5 });
  say({ type: 'usage', tokens, turns: 2, costUsd: 2.5 });
  expect(spendingOf(context, budget).usd).toBe(2.5);
});

describe('the cost of a round whose agent reported none', () => {
  const read = (input: number, cached: number) => ({ input, cached });
  const past = (costUsd: number | undefined, input: number, cached: number, more: Partial<Run> = {}) =>
    ({
      provider: 'claude',
      agent: 'fast',
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
    const estimated = costEstimator(runs)({ provider: 'claude', agent: 'slow', ...(model ? { model } : {}) }, tokens);
    if (usd === undefined) expect(estimated).toBeUndefined();
    else expect(estimated).toBeCloseTo(usd);
  });

  test('of a command is unknown for another command, and without tokens', () => {
    const estimate = costEstimator([past(1, 1000, 0, { provider: 'command', agent: 'aider' })]);
    expect(estimate({ provider: 'command', agent: 'aider' }, read(500, 0))).toBe(0.5);
    expect(estimate({ provider: 'command', agent: 'other' }, read(500, 0))).toBeUndefined();
    expect(estimate({ provider: 'command', agent: 'aider' }, read(0, 0))).toBeUndefined();
  });

  test('counts as it was estimated at the end of the round', () => {
    const { costUsd: _, ...unpriced } = round('12:00', '12:30', 0).usage!;
    const killed = { ...round('12:00', '12:30'), usage: { ...unpriced, estimatedUsd: 4 } };
    expect(spendingSince([run('stopped', killed)], SINCE, NOW, () => undefined)).toEqual({ usd: 4, unpriced: [] });
  });
});

describe('the runs that no budget counts', () => {
  const read = { input: 500, output: 5, cached: 0, turns: 1 };
  const none = { input: 0, output: 0, cached: 0, turns: 0 };
  const open = { n: 1, why: 'start' as const, at: '2026-07-30T12:10:00Z' as const };
  const done = (of: object | undefined) => ({
    ...open,
    ended: '2026-07-30T12:30:00Z' as const,
    ...(of ? { usage: of } : {}),
  });

  test.each<[provider: Run['provider'], what: string, round: object, unpriced: boolean]>([
    ['codex', 'is at work', open, true],
    ['codex', 'ended with tokens only', done(read), true],
    ['codex', 'died at once', done(none), true],
    ['command', 'has reported nothing so far', open, true],
    ['command', 'has begun within the last minute', { ...open, at: '2026-07-30T12:29:01Z' as const }, false],
    ['command', 'ended without a word', done(none), true],
    ['command', 'reported a cost', done({ ...none, costUsd: 0.5 }), false],
    ['command', 'reported that it cost nothing', done({ ...none, costUsd: 0 }), false],
    ['command', 'has an estimate', done({ ...read, estimatedUsd: 1 }), false],
    ['command', 'only took over the work of a person', { ...open, why: 'adopt' }, false],
    ['command', 'only took over the work of a person, and ended', { ...done(undefined), why: 'adopt' }, false],
    ['claude', 'is at work: it reports at the end of its turn', open, false],
    ['claude', 'was killed, without an estimate', done(read), true],
    ['claude', 'died before its first message', done(none), false],
    ['claude', 'reported a cost', done({ ...read, costUsd: 1 }), false],
  ])('an agent of %s that %s', (provider, _, one, unpriced) => {
    const of = { ...run('ended' in one ? 'review' : 'running', one as never), provider };
    expect(spendingSince([of], SINCE, NOW, () => undefined).unpriced).toEqual(unpriced ? ['r1'] : []);
    expect(isUnpriced(of, NOW)).toBe(unpriced);
  });

  test('are not those that ended before the budget began', () => {
    const of = {
      ...run('review', { ...done(read), ended: '2026-07-30T11:00:00Z' as const } as never),
      provider: 'codex',
    } as Run;
    expect(spendingSince([of], SINCE, NOW, () => undefined).unpriced).toEqual([]);
  });
});

test('a look reads the records of all runs only after a commit', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  await runIn(work, 'running', { number: 1, rounds: [round('14:00')] });
  await work.run('orchestrator_start', { budget: 3, per: 'all' });
  const { store } = work.opened;
  const context = work.opened.context(ADA);
  const budget = { usd: 3, per: 'all', since: SINCE } as const;
  const all = vi.spyOn(store.state, 'all');
  spendingOf(context, budget);
  budgetedRuns(store.state);
  const first = all.mock.calls.length;
  expect(first).toBeGreaterThan(0);
  spendingOf(context, budget);
  spendingOf(work.opened.context(ADA), budget);
  budgetedRuns(store.state);
  budgetedRuns(store.state);
  expect(all.mock.calls.length).toBe(first);
  await runIn(work, 'review', { number: 1, rounds: [round('13:00', '13:30', 2)] });
  all.mockClear();
  expect(spendingOf(context, budget).usd).toBe(2);
  expect(all).toHaveBeenCalled();
  all.mockRestore();
});

test('what judges cost counts at its own time: a result can be judged on another day than its rounds', () => {
  const at = (time: string) => toInstant(Date.parse(`2026-07-31T${time}:00Z`));
  const made = run('merged', round('10:00', '11:00', 0));
  const judged = ['09:00', '10:00'].reduce((one, time) => withJudgingCost(one, { at: at(time), usd: 3 }), made);
  const spent = (since: Instant) => spendingSince([judged], since, NOW, () => undefined).usd;
  expect([spent(SINCE), spent(at('09:30')), spent(at('11:00'))]).toEqual([6, 3, 0]);
  const silent = withJudgingCost(judged, { at: at('10:30'), usd: 0, unpriced: true });
  expect(spendingSince([silent], SINCE, NOW, () => undefined)).toEqual({ usd: 6, unpriced: ['the judge of r1'] });
  const many = Array.from({ length: 150 }).reduce<Run>(
    (one) => withJudgingCost(one, { at: at('11:00'), usd: 1 }),
    made,
  );
  expect([many.judged!.length, many.judged!.reduce((sum, { usd }) => sum + usd, 0)]).toEqual([100, 150]);
});

describe('the costs of a pass with many runs', () => {
  const MINUTE = 60_000;
  const END = Date.parse('2026-07-31T12:00:00Z');
  const ago = (minutes: number) => toInstant(END - minutes * MINUTE);
  const [HOUR, DAY] = [60, 24 * 60];

  test.each<[what: string, runs: number, every: number, since: number, usd: number]>([
    ['an hourly one, in its last hour', 161, HOUR, 0, 1],
    ['since the beginning of a day', 161, HOUR, 12 * HOUR, 13],
    ['in a night', 2000, HOUR, 10 * HOUR, 11],
    ['in two days, after a year', 9000, HOUR, 47 * HOUR, 48],
    ['by the day, before that', 9000, HOUR, 20 * DAY + 12 * HOUR, 20 * 24 + 13],
    ['since ever', 9000, HOUR, 9000 * HOUR, 9000],
    ['one of each minute, in a night', 5000, 1, 10 * HOUR, 601],
    ['since ever', 5000, 1, 5000, 5000],
    ['one of each minute, for the first hours', 101, 1, 30, 31],
  ])('%s: %i runs, one in %i minutes', (_, runs, every, since, usd) => {
    const cost = (n: number) => ({ at: ago((runs - 1 - n) * every), usd: 1 });
    const none: Kinds['pass'] = { name: 'app/gaps', runs: [] };
    const withPassCost = (one: typeof none, next: AskedCost) => ({ ...one, spent: withCostOf(one.spent, next)! });
    const pass = Array.from({ length: runs }, (_, n) => cost(n)).reduce(withPassCost, none);
    expect(pass.spent!.length).toBeLessThanOrEqual(100);
    const counted = pass.spent!.filter(({ at }) => at >= ago(since));
    expect(counted.reduce((sum, one) => sum + one.usd, 0)).toBe(usd);
  });

  test('of several days, an old one without a price is named only by an old budget, in the sum of its day', () => {
    const costs = Array.from({ length: 500 }, (_, n) => ({
      ...{ at: ago((499 - n) * HOUR), usd: 1 },
      ...(n === 300 ? { unpriced: true as const } : {}),
    }));
    const { judged = [] } = costs.reduce(withJudgingCost, run('merged'));
    expect(judged.filter(({ unpriced }) => unpriced)).toEqual([
      { at: '2026-07-23T00:00:00.000Z', usd: 24, unpriced: true },
    ]);
  });
});

test.each([
  [['r1'], "The agent of r1 reports no cost, so the budget doesn't count it"],
  [['r1', 'r2'], "The agents of r1 and r2 report no cost, so the budget doesn't count them"],
  [['the judge of r1'], "The judge of r1 reports no cost, so the budget doesn't count it"],
  [
    ['r1', 'the judge of r1', 'the pass gaps'],
    "The agent of r1, the judge of r1 and the pass gaps report no cost, so the budget doesn't count them",
  ],
])('what no budget counts is named: %j', (unpriced, text) => {
  expect(unpricedText(unpriced)).toBe(text);
});
