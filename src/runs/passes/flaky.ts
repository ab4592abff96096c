import { counted } from '../../base/amounts.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { CheckResult } from '../checks.ts';
import type { Outcomes, TestOutcome } from '../covered/format.ts';

/** How often the pass `flaky` runs each check, and how many candidates it makes of one check. */
export const FLAKY = { rounds: 3, tests: 20 } as const;

/** The results of all checks in one round, on the same commit as in the others. */
export interface FlakyRound {
  checks: readonly CheckResult[];
  outcomes: ReadonlyMap<string, Outcomes>;
}

/** Makes a candidate of each test that passed and failed, or of each check whose output names no tests. */
export function flakyIn(rounds: readonly FlakyRound[]): Candidate[] {
  const names = new Set(rounds.flatMap(({ checks }) => checks.map(({ name }) => name)));
  return [...names].flatMap((name): Candidate[] => {
    const results = rounds.flatMap(({ checks }) => checks.filter((check) => check.name === name));
    const tests = mixedTests(rounds.flatMap(({ outcomes }) => outcomes.get(name) ?? []));
    const failed = results.filter(({ ok }) => !ok);
    const about = { type: 'bug', rule: 'flaky', checks: [name] };
    const said = failed[0]?.output.trim().slice(-1_500) ?? '';
    if (tests.length > 0)
      return tests.slice(0, FLAKY.tests).map(([test, failures]) => ({
        ...about,
        title: `Fix the flaky test ${test}`,
        body: [
          `The check ${name} ran ${counted(rounds.length, 'time')} on one commit. The test failed ${failures} of them.`,
          said,
        ].join('\n\n'),
      }));
    if (failed.length === 0 || failed.length === results.length) return [];
    const body = [`It failed ${failed.length} of ${counted(results.length, 'time')} on one commit.`, said].join('\n\n');
    return [{ ...about, title: `Fix the flaky check ${name}`, body }];
  });
}

/** Returns the tests that passed in one round and failed in another, with the number of failures. */
function mixedTests(rounds: readonly Outcomes[]): [test: string, failures: number][] {
  const all = new Map<string, TestOutcome[]>();
  for (const round of rounds) for (const [test, outcome] of round) all.set(test, [...(all.get(test) ?? []), outcome]);
  return Array.from(all).flatMap(([test, outcomes]): [string, number][] => {
    const failures = outcomes.filter((outcome) => outcome === 'failed').length;
    return failures > 0 && outcomes.includes('passed') ? [[test, failures]] : [];
  });
}
