import { expect, test } from 'vitest';
import type { RiskRule } from '../../../src/domain/risk/result-risk.ts';
import { fifth, first, fourth, second, sixth, third } from './planted/all.ts';
import type { Planted } from './planted/planted.ts';
import { RIGHT, RIGHT_OF_FIFTH, RIGHT_OF_FOURTH, RIGHT_OF_SIXTH, RIGHT_OF_THIRD } from './planted/right.ts';
import { riskOfPlanted } from './planted/risk-of-planted.ts';

const bad = first.filter((one) => one.bad);

test.each(bad.map((one) => [one.name, one] as const))('is told: %s', (_, planted) => {
  const rules = riskOfPlanted(planted).reasons.map(({ rule }) => rule);
  expect(rules.filter((rule) => RIGHT[planted.kind]?.includes(rule as RiskRule))).not.toEqual([]);
});

/** Returns the names of results that are good and of high risk, or bad ones in which no rule found anything. */
const wrong = (some: readonly Planted[], ofBad: boolean) =>
  some
    .filter((one) => one.bad === ofBad)
    .filter((one) => (ofBad ? riskOfPlanted(one).reasons.length === 0 : riskOfPlanted(one).level === 'high'))
    .map(({ name }) => name);

test('120 results in seven languages, half of them good: rules find something in each bad one, no good one is of high risk', () => {
  expect([first.length, bad.length, new Set(bad.map(({ kind }) => kind)).size]).toEqual([
    120,
    60,
    Object.keys(RIGHT).length,
  ]);
  expect([wrong(first, true), wrong(first, false)]).toEqual([[], []]);
});

/** Returns the names of bad results that no right rule names. */
const unnamed = (some: readonly Planted[], right: typeof RIGHT_OF_FOURTH) =>
  some
    .filter(
      (one) => one.bad && !riskOfPlanted(one).reasons.some(({ rule }) => right[one.kind]?.includes(rule as RiskRule)),
    )
    .map(({ name }) => name);

test('without evidence, a result is of low risk only if it changes nothing that runs: no bad one is', () => {
  const all = [...first, ...second, ...third, ...fourth, ...fifth, ...sixth];
  const low = all.filter((one) => riskOfPlanted(one).level === 'low');
  expect(low.filter(({ bad: isBad }) => isBad)).toEqual([]);
  expect(low.length).toBeGreaterThan(10);
});

/**
 * Results by somebody who had not read the rules, played once: in 8 of 20 bad ones nothing was found, 3 of 20 good ones
 * were of high risk. Rules about meaning, which were written with the third set, found 1 of the 6 that were left before
 * their author read these. Then the rules got the kinds of which these are cases.
 */
test('40 results that the rules were not written for', () => {
  expect([second.length, wrong(second, true), wrong(second, false).length]).toEqual([40, [], 0]);
});

/**
 * Faults of meaning, played once: in 18 of 20 bad ones nothing was found. Then the rules got the kinds of facts that show
 * them: a removed limit, a changed refusal, a new route that asks for no right.
 */
test('40 results with faults of meaning: rules name each bad one for the right reason, and find nothing in good ones', () => {
  expect([
    unnamed(third, RIGHT_OF_THIRD),
    third.filter((one) => !one.bad && riskOfPlanted(one).reasons.length > 0),
  ]).toEqual([[], []]);
});

/**
 * Written before their author read the rules, and played once: 14 of 30 bad ones were named for the right reason, 8 were
 * of low risk, 3 of 30 good ones of high risk. Then the rules got the kinds of which these are cases.
 */
test('60 results of known kinds in other forms: each bad one is named for the right reason, no good one is of high risk', () => {
  expect([unnamed(fourth, RIGHT_OF_FOURTH), wrong(fourth, true), wrong(fourth, false)]).toEqual([[], [], []]);
});

/**
 * What agents' patches are like. Written before their author read the rules, and played once: 8 of 20 bad ones were named
 * for the right reason, 12 were of low risk, 4 of 20 good ones of high risk. Then the rules got the kinds of which these
 * are cases. An off-by-one stays without a rule.
 */
test('40 results as agents hand them in: rules see all bad ones but one of meaning, no good one is of high risk', () => {
  const left = ['go: links by pages'];
  expect([unnamed(fifth, RIGHT_OF_FIFTH), wrong(fifth, true), wrong(fifth, false)]).toEqual([left, left, []]);
});

/**
 * Kinds that no other set has. Written before their author read the rules, and played once: 4 of 10 bad ones were named for
 * the right reason, and in 1 of 10 good ones a rule saw a changed refusal, where a number got a name.
 */
test('20 results of new kinds: each bad one is named for the right reason, nothing is found in good ones', () => {
  const good = sixth.filter((one) => !one.bad && riskOfPlanted(one).reasons.length > 0);
  expect([sixth.length, unnamed(sixth, RIGHT_OF_SIXTH), good.map(({ name }) => name)]).toEqual([20, [], []]);
});
