import { isJunit, junitCases } from '../../sources/findings/junit-cases.ts';
import type { CoverageFormat } from './format.ts';
import { goTest } from './go.ts';
import { counting } from './names.ts';
import { NONE, numbered, partly, ranOf, summary, type TestProgram, toNumber, totals } from './program.ts';
import { tap } from './tap.ts';
import { completeCoverage, vitest } from './vitest.ts';

/** The last line: `=== 1 failed, 4 passed, 1 skipped in 0.03s ===`, without the frame if `-q` was given. */
const PYTEST_TOTALS =
  /^=* ?((?:\d+ \w+, )*\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected)\b.*?) in [\d.]+s\b.*$/m;

/** A test of `-v`: `test_a.py::test_adds PASSED [ 50%]`. */
const PYTEST_TEST = /^(\S+::.+?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b/;

/** Without `-v`, the output names only failed tests. */
const pytestFormat: CoverageFormat = {
  name: 'pytest',
  detect: (output) => PYTEST_TOTALS.test(output),
  read(output) {
    const [, said = ''] = PYTEST_TOTALS.exec(output) ?? [];
    const counts = {
      passed: numbered(said, /(\d+) (?:passed|xpassed)/g),
      failed: numbered(said, /(\d+) (?:failed|errors?\b)/g),
      skipped: numbered(said, /(\d+) (?:skipped|xfailed)/g),
    };
    const seen = counting();
    for (const line of output.split('\n')) {
      const [, name, word] = PYTEST_TEST.exec(line) ?? [];
      const outcome = PYTEST_OUTCOMES[word ?? ''];
      if (name && outcome) seen.add(name, outcome);
    }
    return { ...counts, names: completeCoverage(seen.covered(), counts) };
  },
};

const PYTEST_OUTCOMES: Readonly<Record<string, 'passed' | 'failed' | 'skipped'>> = {
  ...{ PASSED: 'passed', XPASS: 'passed', FAILED: 'failed', ERROR: 'failed', SKIPPED: 'skipped', XFAIL: 'skipped' },
};

const pytest: TestProgram = {
  of: 'pytest',
  summaries: [summary(new RegExp(PYTEST_TOTALS, 'gm'), totals)],
  formats: [pytestFormat],
};

/** A test: `test tests::adds ... ok`. The line of a test in a comment changes with every edit above it. */
const CARGO_TEST = /^test (.+?)(?: \(line \d+\))? \.\.\. (ok|FAILED|ignored)\b/;

/** What runs now: `Running unittests src/lib.rs (target/debug/deps/a-1f2e)`, `Doc-tests a`. */
const CARGO_RUNNING = /^\s+(?:Running (?:unittests )?(\S+)|Doc-tests (\S+))/;

const cargoFormat: CoverageFormat = {
  name: 'cargo',
  detect: (output) => /^test result: (?:ok|FAILED)\. \d+ passed/m.test(output),
  read(output) {
    const seen = counting();
    let of = '';
    for (const line of output.split('\n')) {
      const [, program, docs] = CARGO_RUNNING.exec(line) ?? [];
      of = program ?? docs ?? of;
      const [, name, word] = CARGO_TEST.exec(line) ?? [];
      if (name)
        seen.add(
          of === '' ? name : `${of} > ${name}`,
          word === 'ok' ? 'passed' : word === 'ignored' ? 'skipped' : 'failed',
        );
    }
    return seen.covered();
  },
};

/** cargo test, whose test programs follow one another. */
const cargo: TestProgram = {
  of: 'cargo test',
  summaries: [partly(/^test result: \w+\. (\d+) passed; (\d+) failed/gm), partly(/^running 0 tests$/gm, () => NONE)],
  formats: [cargoFormat],
};

const junitFormat: CoverageFormat = {
  name: 'junit',
  exact: true,
  detect: isJunit,
  read(output) {
    const seen = counting();
    for (const { name, outcome } of junitCases(output)) seen.add(name, outcome);
    return seen.covered();
  },
};

/** The XML of JUnit, which many test programs can write: Maven, Gradle, pytest, vitest, jest-junit, gotestsum. */
const junit: TestProgram = { of: 'JUnit', formats: [junitFormat] };

type Groups = readonly (string | undefined)[];

const failedOnly = ([failed]: Groups) => ranOf(0, toNumber(failed));
/** Reads the numbers of all, failed in two ways, and skipped tests. */
const withoutSkipped = ([all, failures, errors, skipped]: Groups) => ({
  ran: toNumber(all) - toNumber(skipped),
  failed: toNumber(failures) + toNumber(errors),
});
const failedOfAll = ([failed, all]: Groups) => ({ ran: toNumber(all), failed: toNumber(failed) });
const none = () => NONE;

/** The test programs whose output is read. `of` names them for readers of this table. */
export const TEST_PROGRAMS: readonly TestProgram[] = [
  junit,
  vitest,
  pytest,
  cargo,
  goTest,
  tap,
  {
    of: 'mocha',
    summaries: [summary(/^[ \t]*(\d+) passing\b.*(?:\n\s*\d+ pending)?(?:\n\s*(\d+) failing)?/gm)],
  },
  {
    of: 'node --test',
    summaries: [summary(/^[ \t]*(?:#|ℹ) pass (\d+)$/gm), summary(/^[ \t]*(?:#|ℹ) fail (\d+)$/gm, failedOnly)],
  },
  {
    of: 'unittest',
    summaries: [
      summary(/^Ran (\d+) tests? in .*\n+(?:OK|FAILED)(?: \((.*)\))?/gm, ([all, text]) => ({
        ran: toNumber(all) - numbered(text, /\bskipped=(\d+)/g),
        failed: numbered(text, /\b(?:failures|errors)=(\d+)/g),
      })),
    ],
  },
  {
    of: 'rspec',
    summaries: [
      summary(/^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm, ([all, failed, pending]) =>
        ranOf(toNumber(all) - toNumber(failed) - toNumber(pending), toNumber(failed)),
      ),
    ],
  },
  {
    of: 'minitest',
    summaries: [
      summary(/^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) skips/gm, withoutSkipped),
    ],
  },
  {
    of: 'phpunit',
    summaries: [
      summary(/^OK \((\d+) tests?,/gm),
      summary(
        /^Tests: (\d+), Assertions: \d+(?:, Errors: (\d+))?(?:, Failures: (\d+))?(?:, .*?\bSkipped: (\d+))?/gm,
        withoutSkipped,
      ),
    ],
  },
  { of: 'bun', summaries: [summary(/^[ \t]*(\d+) pass$/gm), summary(/^[ \t]*(\d+) fail$/gm, failedOnly)] },
  { of: 'deno', summaries: [summary(/^(?:ok|FAILED) \| (\d+) passed\b.*? \| (\d+) failed/gm)] },
  {
    of: 'Maven',
    // The lines of classes, which have a time, also count failures of tests that passed when they ran again.
    summaries: [
      partly(/\bTests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\b(?!,? Time)/g, withoutSkipped),
    ],
  },
  {
    of: 'Gradle, which prints no numbers: an executed task',
    summaries: [partly(/^> Task \S*:\w*[tT]est( NO-SOURCE| SKIPPED)?\b/gm, ([without]) => (without ? NONE : ranOf(1)))],
  },
  {
    of: 'dotnet test',
    summaries: [
      partly(/^[ \t]*\w+!\s+-\s+Failed:\s+(\d+), Passed:\s+(\d+), Skipped:/gm, ([failed, passed]) =>
        ranOf(toNumber(passed), toNumber(failed)),
      ),
    ],
  },
  { of: 'ctest', summaries: [summary(/\b\d+% tests passed, (\d+) tests failed out of (\d+)/g, failedOfAll)] },
  {
    of: 'XCTest',
    summaries: [
      summary(/\bExecuted (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/g, ([all, failed]) =>
        failedOfAll([failed, all]),
      ),
    ],
  },
  { of: 'prove', summaries: [summary(/^Files=\d+, Tests=(\d+)/gm)] },
  {
    of: 'Playwright, ava',
    summaries: [summary(/^[ \t]*(\d+) (?:tests? )?passed\b/gm), summary(/^ {2}\d+ skipped$/gm, none)],
  },
  {
    of: 'several',
    summaries: [
      summary(
        /\b(?:no test files found|no tests? (?:found|ran|to run|were found|executed|collected)|no test files|collected 0 items|no test matches the given)\b/gi,
        none,
      ),
    ],
  },
];
