import { expect, test } from 'vitest';
import type { TokenUsage } from '../../../src/runs/providers/run-event.ts';
import { NO_USAGE, totalUsage } from '../../../src/runs/providers/usage.ts';
import { read } from '../support/recorded.ts';

const usage = (input: number, turns: number, costUsd?: number): TokenUsage => ({
  tokens: { input, output: 1, cached: 0 },
  turns,
  ...(costUsd !== undefined && { costUsd }),
});

test.each<
  [
    what: string,
    counts: 'process' | 'conversation',
    before: TokenUsage,
    now: TokenUsage,
    remembered: TokenUsage | undefined,
    input: number,
  ]
>([
  ['processes that count themselves are added', 'process', usage(10, 1), usage(20, 2), undefined, 30],
  ['one that counts the conversation is not', 'conversation', usage(10, 1), usage(30, 2), undefined, 30],
  ['one that was killed before it told loses nothing', 'conversation', usage(10, 1), NO_USAGE, undefined, 10],
  ['after a kill, the client may know more', 'process', usage(10, 1), usage(20, 2), usage(35, 4), 35],
  ['or less', 'process', usage(10, 1), usage(20, 2), usage(25, 2), 30],
])('%s', (_, counts, before, now, remembered, input) => {
  expect(totalUsage(before, now, { usage: counts }, remembered).tokens.input).toBe(input);
});

test('costs are added, and absent where nobody tells one', () => {
  expect(totalUsage(usage(1, 1, 0.5), usage(1, 1, 0.25), { usage: 'process' })).toMatchObject({
    costUsd: 0.75,
    turns: 2,
  });
  expect(totalUsage(usage(1, 1, 0.5), usage(1, 1), { usage: 'process' })).toMatchObject({ costUsd: 0.5 });
  expect(totalUsage(NO_USAGE, usage(1, 1), { usage: 'process' })).not.toHaveProperty('costUsd');
});

test('a resumed Claude Code that counts on from the process before tells its own usage', () => {
  const model = (n: number) => ({
    m: { inputTokens: 10 * n, outputTokens: n, cacheReadInputTokens: n, costUSD: n / 100 },
  });
  const result = (total: number, since: number) => ({
    type: 'result',
    subtype: 'success',
    modelUsage: model(total),
    total_cost_usd: total / 100,
    model_usage_since_last_result: model(since),
  });
  const { usage: own } = read('claude', [result(7, 2), result(10, 3)]);
  expect(own).toMatchObject({ tokens: { input: 55, output: 5, cached: 5 }, costUsd: expect.closeTo(0.05) });
});
