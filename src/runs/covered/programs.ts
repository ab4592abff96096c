import { cargo } from './cargo.ts';
import { goTest } from './go.ts';
import { junit } from './junit.ts';
import { NONE, numbered, passedFailed, ranOf, type TestProgram, toNumber } from './program.ts';
import { pytest } from './pytest.ts';
import { tap } from './tap.ts';
import { vitest } from './vitest.ts';

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
    summaries: [
      { words: /^[ \t]*(\d+) passing\b.*(?:\n\s*\d+ pending)?(?:\n\s*(\d+) failing)?/gm, read: passedFailed },
    ],
  },
  {
    of: 'node --test',
    summaries: [
      { words: /^[ \t]*(?:#|ℹ) pass (\d+)$/gm, read: passedFailed },
      { words: /^[ \t]*(?:#|ℹ) fail (\d+)$/gm, read: ([failed]) => ranOf(0, toNumber(failed)) },
    ],
  },
  {
    of: 'unittest',
    summaries: [
      {
        words: /^Ran (\d+) tests? in .*\n+(?:OK|FAILED)(?: \((.*)\))?/gm,
        read: ([all, text]) => ({
          ran: toNumber(all) - numbered(text, /\bskipped=(\d+)/g),
          failed: numbered(text, /\b(?:failures|errors)=(\d+)/g),
        }),
      },
    ],
  },
  {
    of: 'rspec',
    summaries: [
      {
        words: /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm,
        read: ([all, failed, pending]) => ranOf(toNumber(all) - toNumber(failed) - toNumber(pending), toNumber(failed)),
      },
    ],
  },
  {
    of: 'minitest',
    summaries: [
      {
        words: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) skips/gm,
        read: withoutSkipped,
      },
    ],
  },
  {
    of: 'phpunit',
    summaries: [
      { words: /^OK \((\d+) tests?,/gm, read: passedFailed },
      {
        words: /^Tests: (\d+), Assertions: \d+(?:, Errors: (\d+))?(?:, Failures: (\d+))?(?:, .*?\bSkipped: (\d+))?/gm,
        read: withoutSkipped,
      },
    ],
  },
  {
    of: 'bun',
    summaries: [
      { words: /^[ \t]*(\d+) pass$/gm, read: passedFailed },
      { words: /^[ \t]*(\d+) fail$/gm, read: ([failed]) => ranOf(0, toNumber(failed)) },
    ],
  },
  {
    of: 'deno',
    summaries: [{ words: /^(?:ok|FAILED) \| (\d+) passed\b.*? \| (\d+) failed/gm, read: passedFailed }],
  },
  {
    of: 'Maven',
    summaries: [
      {
        words: /\bTests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)/g,
        read: withoutSkipped,
        parts: true,
      },
    ],
  },
  {
    of: 'Gradle, which prints no numbers: an executed task',
    summaries: [
      {
        words: /^> Task \S*:\w*[tT]est( NO-SOURCE| SKIPPED)?\b/gm,
        read: ([without]) => (without ? NONE : ranOf(1)),
        parts: true,
      },
    ],
  },
  {
    of: 'dotnet test',
    summaries: [
      {
        words: /^[ \t]*\w+!\s+-\s+Failed:\s+(\d+), Passed:\s+(\d+), Skipped:/gm,
        read: ([failed, passed]) => passedFailed([passed, failed]),
        parts: true,
      },
    ],
  },
  {
    of: 'ctest',
    summaries: [
      {
        words: /\b\d+% tests passed, (\d+) tests failed out of (\d+)/g,
        read: ([failed, all]) => ({ ran: toNumber(all), failed: toNumber(failed) }),
      },
    ],
  },
  {
    of: 'XCTest',
    summaries: [
      {
        words: /\bExecuted (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/g,
        read: ([all, failed]) => ({ ran: toNumber(all), failed: toNumber(failed) }),
      },
    ],
  },
  { of: 'prove', summaries: [{ words: /^Files=\d+, Tests=(\d+)/gm, read: passedFailed }] },
  {
    of: 'Playwright, ava',
    summaries: [
      { words: /^[ \t]*(\d+) (?:tests? )?passed\b/gm, read: passedFailed },
      { words: /^ {2}\d+ skipped$/gm, read: () => NONE },
    ],
  },
  {
    of: 'several',
    summaries: [
      {
        words:
          /\b(?:no test files found|no tests? (?:found|ran|to run|were found|executed|collected)|no test files|collected 0 items|no test matches the given)\b/gi,
        read: () => NONE,
      },
    ],
  },
];

/** Reads the numbers of all, failed in two ways, and skipped tests. */
function withoutSkipped([all, failures, errors, skipped]: readonly (string | undefined)[]) {
  return { ran: toNumber(all) - toNumber(skipped), failed: toNumber(failures) + toNumber(errors) };
}
