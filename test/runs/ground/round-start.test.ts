import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { roundStart, startedFrom } from '../../../src/runs/ground/decide-ground.ts';

const [BASE, FIRST, SECOND, MADE] = ['base', 'first', 'second', 'made'];
const run = (more: object) => ({ base: BASE, ...more }) as unknown as Run;
const rounds = (...commits: (string | undefined)[]) =>
  commits.map((commit, i) => ({ n: i + 1, ...(commit ? { commit } : {}) }));
const result = (commit: string) => ({ result: { commit } });
const unmade = (round?: number) => ({ update: { ...(round ? { round } : {}) } });
const update = (round?: number) => ({ update: { made: { commit: MADE }, ...(round ? { round } : {}) } });

const ROWS: readonly [string, object, ReturnType<typeof roundStart>][] = [
  ['no round', {}, { commit: BASE, holds: 'work' }],
  ['a first round without a result', { rounds: rounds(undefined) }, { commit: BASE, holds: 'work' }],
  ['a result', { rounds: rounds(FIRST), ...result(FIRST) }, { commit: FIRST, holds: 'result' }],
  [
    'a second round without a result',
    { rounds: rounds(FIRST, undefined), ...result(FIRST) },
    { commit: FIRST, holds: 'work' },
  ],
  ['a person adopts', { rounds: rounds(FIRST), ...result(FIRST), adopt: {} }, { commit: FIRST, holds: 'person' }],
  [
    'an update that is not applied',
    { rounds: rounds(FIRST), ...result(FIRST), ...update() },
    { commit: FIRST, holds: 'person' },
  ],
  ['a result of an earlier version, without rounds', result(FIRST), { commit: FIRST, holds: 'result' }],
  [
    'an update that is wanted',
    { rounds: rounds(FIRST), ...result(FIRST), ...unmade() },
    { commit: FIRST, holds: 'result' },
  ],
  [
    'an update that is wanted for the next round',
    { rounds: rounds(FIRST), ...result(FIRST), ...unmade(2) },
    { commit: FIRST, holds: 'result' },
  ],
  [
    'a round without a result, whose update was not made',
    { rounds: rounds(FIRST, undefined), ...result(FIRST), ...unmade(2) },
    { commit: FIRST, holds: 'work' },
  ],
  [
    'a round without a result, after the round of an update',
    { rounds: rounds(FIRST, SECOND, undefined), ...result(SECOND), ...update(2) },
    { commit: SECOND, holds: 'work' },
  ],
  [
    'an update before its round',
    { rounds: rounds(FIRST), ...result(FIRST), ...update(2) },
    { commit: MADE, holds: 'result' },
  ],
  [
    'a round of an update, cut off',
    { rounds: rounds(FIRST, undefined), ...result(FIRST), ...update(2) },
    { commit: MADE, holds: 'work' },
  ],
  [
    'two rounds of an update, cut off',
    { rounds: rounds(FIRST, undefined, undefined), ...result(FIRST), ...update(2) },
    { commit: MADE, holds: 'work' },
  ],
  [
    'a second update, cut off twice',
    { rounds: rounds(FIRST, SECOND, undefined, undefined), ...result(SECOND), ...update(3) },
    { commit: MADE, holds: 'work' },
  ],
  [
    'the result of an update',
    { rounds: rounds(FIRST, SECOND), ...result(SECOND), ...update(2) },
    { commit: SECOND, holds: 'result' },
  ],
];

for (const [what, fields, expected] of ROWS)
  test(`the next round starts from ${expected.commit} after: ${what}`, () => {
    expect(roundStart(run(fields))).toEqual(expected);
  });

test("the present round's result must contain the work of the round before, or of its update", () => {
  expect(startedFrom(run({ rounds: rounds(FIRST) }))).toBeUndefined();
  expect(startedFrom(run({ rounds: rounds(FIRST, SECOND) }))).toBe(FIRST);
  expect(startedFrom(run({ rounds: rounds(FIRST, undefined, SECOND) }))).toBe(FIRST);
  expect(startedFrom(run({ rounds: rounds(FIRST, SECOND), ...update(2) }))).toBe(MADE);
  expect(startedFrom(run({ rounds: rounds(FIRST, undefined, SECOND), ...update(2) }))).toBe(MADE);
  expect(startedFrom(run({ rounds: rounds(FIRST, SECOND), ...update(3) }))).toBe(FIRST);
  expect(startedFrom(run({ rounds: rounds(FIRST, SECOND), ...unmade(2) }))).toBe(FIRST);
  expect(startedFrom(run({ rounds: rounds(FIRST, SECOND, undefined), ...update(2) }))).toBe(SECOND);
});
