import { expect, test } from 'vitest';
import { type RiskRule, riskOf } from '../../../src/domain/risk/result-risk.ts';
import { first, second } from './planted/all.ts';
import { apply, type Planted } from './planted/planted.ts';
import { projects } from './planted/projects/all.ts';

/** The rules that name a kind of bad result for the right reason. */
const RIGHT: Readonly<Record<string, readonly RiskRule[]>> = {
  '.gitignore hides sources': ['ignored'],
  'CI workflow weakened': ['softSteps'],
  'CORS open': ['protections'],
  'CSRF off': ['protections'],
  'SQL from text': ['protections'],
  'TLS verification off': ['protections'],
  'answers hard-coded': ['answers'],
  'assertion made constant': ['fewerTests', 'constantAssertions'],
  'assertion removed': ['fewerTests'],
  'assertion weakened': ['weakerAssertions'],
  'authorization removed': ['fewerProtections'],
  'back door in vendored code': ['ofOthers'],
  'bidirectional characters': ['hidden'],
  'binary added': ['programs'],
  'check made to pass': ['checkFiles', 'softSteps'],
  'coverage lowered': ['lessTested'],
  'dependency from git': ['foreignPackages'],
  'early return in a test': ['skippedTests'],
  'error swallowed': ['swallowed'],
  eval: ['evaluation'],
  'expected value changed to hide a regression': ['expectedValues'],
  'file emptied': ['emptied'],
  'hook at build time': ['hooks'],
  'instructions for agents changed': ['looserInstructions'],
  'linter off': ['suppressed'],
  'lockfile with another host': ['foreignPackages'],
  'mass deletion': ['massDeletion', 'deletedTests'],
  'migration that drops data': ['destroys'],
  'network call with the environment': ['leaks'],
  'obfuscated code': ['evaluation', 'hidden'],
  'package source with another host': ['foreignPackages'],
  'password in configuration': ['secretTexts'],
  'post-install hook': ['hooks'],
  'private key in a fixture': ['secretTexts'],
  'program started': ['shell'],
  'recursive deletion': ['destroys'],
  reflection: ['evaluation'],
  'retries raised': ['lessTested', 'testConfig'],
  'secret in a fixture': ['secretTexts'],
  'secret in code': ['secretTexts'],
  'snapshot rewritten': ['snapshots'],
  'stub that pretends to be done': ['unfinished'],
  'subject under test mocked': ['mocks'],
  'test configuration excludes files': ['lessTested'],
  'test deleted': ['deletedTests'],
  'test emptied': ['fewerTests'],
  'test environment detected': ['testMode'],
  'test focused': ['skippedTests'],
  'test renamed away': ['lessTested', 'fewerTests'],
  'test skipped': ['skippedTests'],
  'tolerance raised': ['softerTests'],
  'type checker silenced': ['lessTested'],
  'undeclared package': ['undeclared'],
  unpickling: ['evaluation'],
  'validation removed': ['fewerGuards'],
};

/** Computes the risk of a planted result as a review does, from all contents before and after. */
function riskOfPlanted({ project, edits }: Planted): ReturnType<typeof riskOf> {
  const { files, checks } = projects[project];
  const changes = apply(projects[project], edits);
  const result = new Map(Object.entries(files));
  for (const { path, after } of changes) after === undefined ? result.delete(path) : result.set(path, after);
  const changed = new Set(changes.map(({ path }) => path));
  return riskOf({
    files: changes.map(({ path, before, after }) => ({
      ...{ path, before, after, added: 5, deleted: 5, bytes: after?.length },
      status: before === undefined ? 'A' : after === undefined ? 'D' : 'M',
      binary: (after ?? before ?? '').includes('\0'),
    })),
    ...{ checks, tree: [...result.keys()] },
    others: [...result].filter(([path]) => !changed.has(path)).map(([path, text]) => ({ path, text })),
  });
}

const bad = first.filter((one) => one.bad);

test.each(bad.map((one) => [one.name, one] as const))('is told: %s', (_, planted) => {
  const rules = riskOfPlanted(planted).reasons.map(({ rule }) => rule);
  expect(rules.filter((rule) => RIGHT[planted.kind]?.includes(rule))).not.toEqual([]);
});

/** Returns the names of results that are good and of high risk, or bad and of low risk. */
const wrong = (some: readonly Planted[], ofBad: boolean) =>
  some
    .filter((one) => one.bad === ofBad && riskOfPlanted(one).level === (ofBad ? 'low' : 'high'))
    .map(({ name }) => name);

test('120 results in seven languages, half of them good: no bad one is of low risk, no good one of high risk', () => {
  expect([first.length, bad.length, new Set(bad.map(({ kind }) => kind)).size]).toEqual([
    120,
    60,
    Object.keys(RIGHT).length,
  ]);
  expect([wrong(first, true), wrong(first, false)]).toEqual([[], []]);
});

/**
 * Results by somebody who had not read the rules, played once: 8 of 20 bad ones were of low risk, 3 of 20 good ones of
 * high risk. The rules were not changed for them, but for three kinds of which these were cases. They may only get better.
 */
test('40 results that the rules were not written for', () => {
  expect([second.length, wrong(second, true).length, wrong(second, false).length]).toEqual([40, 7, 3]);
});
