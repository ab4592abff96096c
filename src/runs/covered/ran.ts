import { outputParts, plainOutput } from '../../base/output/plain-output.ts';

/** How many tests ran, whatever their outcome, and how many failed. Skipped tests didn't run. */
interface Ran {
  ran: number;
  failed: number;
}

/** Words of one test program about its tests. */
interface Summary {
  of: string;
  /** Has the flag `g`. Each match is a summary of one run, or of one part of it. */
  words: RegExp;
  read(groups: readonly (string | undefined)[]): Ran;
  /** True if a run prints several of them. Otherwise failures of the last one count, as of a wrapper that tries again. */
  parts?: true;
}

const n = (digits: string | undefined): number => Number(digits ?? 0);
const ran = (passed: number, failed = 0): Ran => ({ ran: passed + failed, failed });
const NONE = ran(0);

/** Adds the numbers before words: `3 passed, 1 failed`. */
const numbered = (text: string | undefined, words: RegExp): number =>
  Array.from((text ?? '').matchAll(words), ([, digits]) => n(digits)).reduce((sum, one) => sum + one, 0);
const totals = ([text]: readonly (string | undefined)[]): Ran =>
  ran(numbered(text, /(\d+) (?:passed|xpassed)/g), numbered(text, /(\d+) (?:failed|errors?\b)/g));

/** The output of test programs, without colours. `of` names them for readers of this table. */
const SUMMARIES: readonly Summary[] = [
  { of: 'vitest, jest', words: /^[ \t]*Tests:?\s+(\d+ [a-z].*|no tests)$/gm, read: totals },
  {
    of: 'mocha',
    words: /^[ \t]*(\d+) passing\b.*(?:\n\s*\d+ pending)?(?:\n\s*(\d+) failing)?/gm,
    read: ([passed, failed]) => ran(n(passed), n(failed)),
  },
  { of: 'node --test', words: /^[ \t]*(?:#|ℹ) pass (\d+)$/gm, read: ([passed]) => ran(n(passed)) },
  { of: 'node --test', words: /^[ \t]*(?:#|ℹ) fail (\d+)$/gm, read: ([failed]) => ran(0, n(failed)) },
  {
    of: 'pytest',
    words:
      /^=* ?((?:\d+ \w+, )*\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected)\b.*?) in [\d.]+s\b.*$/gm,
    read: totals,
  },
  {
    of: 'unittest',
    words: /^Ran (\d+) tests? in .*\n+(?:OK|FAILED)(?: \((.*)\))?/gm,
    read: ([all, text]) => ({
      ran: n(all) - numbered(text, /\bskipped=(\d+)/g),
      failed: numbered(text, /\b(?:failures|errors)=(\d+)/g),
    }),
  },
  {
    of: 'cargo test',
    words: /^test result: \w+\. (\d+) passed; (\d+) failed/gm,
    read: ([passed, failed]) => ran(n(passed), n(failed)),
    parts: true,
  },
  { of: 'cargo test', words: /^running 0 tests$/gm, read: () => NONE, parts: true },
  {
    of: 'rspec',
    words: /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm,
    read: ([all, failed, pending]) => ran(n(all) - n(failed) - n(pending), n(failed)),
  },
  {
    of: 'minitest',
    words: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) skips/gm,
    read: ([all, failures, errors, skips]) => ({ ran: n(all) - n(skips), failed: n(failures) + n(errors) }),
  },
  { of: 'phpunit', words: /^OK \((\d+) tests?,/gm, read: ([all]) => ran(n(all)) },
  {
    of: 'phpunit',
    words: /^Tests: (\d+), Assertions: \d+(?:, Errors: (\d+))?(?:, Failures: (\d+))?(?:, .*?\bSkipped: (\d+))?/gm,
    read: ([all, errors, failures, skipped]) => ({ ran: n(all) - n(skipped), failed: n(errors) + n(failures) }),
  },
  { of: 'bun', words: /^[ \t]*(\d+) pass$/gm, read: ([passed]) => ran(n(passed)) },
  { of: 'bun', words: /^[ \t]*(\d+) fail$/gm, read: ([failed]) => ran(0, n(failed)) },
  {
    of: 'deno',
    words: /^(?:ok|FAILED) \| (\d+) passed\b.*? \| (\d+) failed/gm,
    read: ([passed, failed]) => ran(n(passed), n(failed)),
  },
  {
    of: 'Maven',
    words: /\bTests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)/g,
    read: ([all, failures, errors, skipped]) => ({ ran: n(all) - n(skipped), failed: n(failures) + n(errors) }),
    parts: true,
  },
  {
    of: 'Gradle, which prints no numbers: an executed task',
    words: /^> Task \S*:\w*[tT]est( NO-SOURCE| SKIPPED)?\b/gm,
    read: ([without]) => (without ? NONE : ran(1)),
    parts: true,
  },
  {
    of: 'dotnet test',
    words: /^[ \t]*\w+!\s+-\s+Failed:\s+(\d+), Passed:\s+(\d+), Skipped:/gm,
    read: ([failed, passed]) => ran(n(passed), n(failed)),
    parts: true,
  },
  {
    of: 'ctest',
    words: /\b\d+% tests passed, (\d+) tests failed out of (\d+)/g,
    read: ([failed, all]) => ({ ran: n(all), failed: n(failed) }),
  },
  {
    of: 'XCTest',
    words: /\bExecuted (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/g,
    read: ([all, failed]) => ({ ran: n(all), failed: n(failed) }),
  },
  { of: 'prove', words: /^Files=\d+, Tests=(\d+)/gm, read: ([all]) => ran(n(all)) },
  { of: 'TAP', words: /^ok \d+(?!.*# *(?:skip|todo)\b)/gim, read: () => ran(1), parts: true },
  { of: 'TAP', words: /^not ok \d+(?!.*# *(?:skip|todo)\b)/gim, read: () => ran(0, 1), parts: true },
  { of: 'TAP', words: /^1\.\.0\b/gm, read: () => NONE },
  { of: 'Playwright, ava', words: /^[ \t]*(\d+) (?:tests? )?passed\b/gm, read: ([passed]) => ran(n(passed)) },
  { of: 'Playwright', words: /^ {2}\d+ skipped$/gm, read: () => NONE },
  {
    of: 'several',
    words:
      /\b(?:no test files found|no tests? (?:found|ran|to run|were found|executed|collected)|no test files|collected 0 items|no test matches the given)\b/gi,
    read: () => NONE,
  },
];

/** What `go test` says of a package, and with `-v` of a test: of each, the last line counts. */
const GO_PACKAGE = /^(ok {2}|FAIL)\t(\S+)(?:\t(?:[\d.]+m?s|\(cached\)))(.*)$/gm;
const GO_TEST = /^[ \t]*--- (PASS|FAIL|SKIP): (\S+)/gm;

function ranByGo(text: string): Ran | undefined {
  const packages = new Map(Array.from(text.matchAll(GO_PACKAGE), ([, word, of, rest]) => [of!, { word, rest: rest! }]));
  if (packages.size === 0) return undefined;
  const failed = [...packages.values()].filter(({ word }) => word === 'FAIL').length;
  const tests = Array.from(text.matchAll(GO_TEST), ([, word]) => word!);
  // Without -v, a passed package says only whether it has tests that were to run.
  const isWhole = /^=== RUN\b/m.test(text);
  const whole = tests.filter((word) => word !== 'SKIP').length;
  const some = [...packages.values()].filter(({ rest }) => !rest.includes('[no tests to run]')).length;
  return { ran: isWhole ? whole : some, failed };
}

/** Sums what all test programs say in an output. Undefined if none says anything about tests. */
function ranIn(output: string): Ran | undefined {
  const said = outputParts(plainOutput(output)).flatMap(({ text }) => ranInPart(text) ?? []);
  if (said.length === 0) return undefined;
  return said.reduce((sum, one) => ({ ran: sum.ran + one.ran, failed: sum.failed + one.failed }));
}

function ranInPart(text: string): Ran | undefined {
  const found = SUMMARIES.flatMap(({ words, read, parts }) => {
    const all = Array.from(text.matchAll(words), ([, ...groups]) => read(groups));
    const sum = (of: keyof Ran) => all.reduce((before, one) => before + one[of], 0);
    return all.slice(-1).map((last) => ({ ran: sum('ran'), failed: parts ? sum('failed') : last.failed }));
  });
  const ofGo = ranByGo(text);
  const said = ofGo ? [...found, ofGo] : found;
  if (said.length === 0) return undefined;
  // Several rows can match words about the same tests.
  return said.reduce((sum, one) => ({ ran: sum.ran + one.ran, failed: Math.max(sum.failed, one.failed) }));
}

/**
 * Says why the output of a program that exited with 0 shows that it proves nothing. `isHidden`: tests failed, and a wrapper
 * such as `|| true` hid that. Otherwise no test ran. @returns undefined if the output says nothing of that kind
 */
export function provesNothing(output: string): { text: string; isHidden: boolean } | undefined {
  const said = ranIn(output);
  if (!said || (said.failed === 0 && said.ran > 0)) return undefined;
  const isHidden = said.failed > 0;
  const what = isHidden ? (said.failed === 1 ? 'a failed test' : `${said.failed} failed tests`) : 'no test';
  return { text: `its output reports ${what}`, isHidden };
}
