import { expect, test } from 'vitest';
import { READ_MS } from '../../../src/domain/calls/drawn.ts';
import { askUntilRead } from '../../../src/interfaces/cli/terminal/ask-until-read.ts';

type Answer = readonly [after: number, text: string];

test.each<[string, Answer[], string, number]>([
  [
    'a yes that was typed before',
    [
      [0, 'y'],
      [READ_MS, 'y'],
    ],
    'y',
    1,
  ],
  [
    'a yes a moment too early',
    [
      [READ_MS - 1, 'y'],
      [READ_MS - 1, ' YES'],
      [READ_MS, 'yes'],
    ],
    'yes',
    2,
  ],
  ['a yes after the question was read', [[READ_MS, 'y']], 'y', 0],
  ['an empty line at once', [[0, ' ']], ' ', 0],
  ['a no at once', [[0, 'no']], 'no', 0],
])('the terminal asks: %s', async (_, answers, counts, ignored) => {
  const left = [...answers];
  const told: string[] = [];
  let now = 5_000;
  const ask = async () => {
    const [after, text] = left.shift()!;
    now += after;
    return text;
  };
  expect(await askUntilRead(ask, { now: () => now, tell: (text) => void told.push(text) })).toBe(counts);
  expect([told.length, left]).toEqual([ignored, []]);
});
