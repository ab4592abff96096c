import { expect, test } from 'vitest';
import { readResults, ruleSets } from '../../domain/risk/planted/landing/as-commits.ts';
import { LEAKS } from '../../domain/risk/planted/landing/bad-leaks.ts';
import { SETTINGS } from '../../domain/risk/planted/landing/bad-settings.ts';
import { ACTS_OF_TESTS } from '../../domain/risk/planted/landing/bad-tests.ts';
import { TEXTS } from '../../domain/risk/planted/landing/bad-texts.ts';
import { BLIND_BAD, BLIND_GOOD } from '../../domain/risk/planted/landing/blind.ts';
import { GOOD } from '../../domain/risk/planted/landing/good.ts';
import type { LandingResult } from '../../domain/risk/planted/landing/result.ts';
import { RULE_SETS } from '../../domain/risk/planted/landing/rules.ts';

const SETS = ruleSets(RULE_SETS);

/** Returns the names of results that land by at least one of the sets of rules. */
async function landing(
  results: readonly LandingResult[],
  isProved: (result: LandingResult) => boolean,
): Promise<string[]> {
  const landed: string[] = [];
  for (const one of await readResults(results, isProved))
    if ((await one.landsBy(SETS)).length > 0) landed.push(`${one.planted.kind}: ${one.planted.name}`);
  return landed;
}

/**
 * Written before the rules about them, and played once: 61 of 76 landed by at least one of 30 sets of rules, with evidence
 * as well as without.
 */
test.each([
  ['proved by a command that failed before', true],
  ['without evidence', false],
])('76 bad results %s: none lands by any of 30 sets of rules', async (_, isProved) => {
  const bad = [...ACTS_OF_TESTS, ...LEAKS, ...TEXTS, ...SETTINGS];
  expect([bad.length, SETS.length, await landing(bad, () => isProved)]).toEqual([76, 30, []]);
});

test('30 good results: each lands by at least one of 30 sets of rules', async () => {
  const landed = await landing(GOOD, ({ name }) => /\bwas red\b|with its test\b/.test(name));
  expect([GOOD.length, landed.length]).toEqual([30, 30]);
});

/** Written after the rules and played once before they changed: 7 of 35 bad ones landed, and all good ones. */
test('49 more results in other spellings: no bad one lands, each good one does', async () => {
  const bad = await landing(BLIND_BAD, () => true);
  const good = await landing(BLIND_GOOD, ({ name }) => /with its test\b/.test(name));
  expect([BLIND_BAD.length, bad, BLIND_GOOD.length, good.length]).toEqual([35, [], 14, 14]);
});
