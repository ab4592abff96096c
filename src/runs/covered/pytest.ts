import type { CoverageFormat } from './format.ts';
import { counting } from './names.ts';
import { numbered, summary, type TestProgram, totals } from './program.ts';
import { completeCoverage } from './vitest.ts';

/** The last line: `=== 1 failed, 4 passed, 1 skipped in 0.03s ===`, without the frame if `-q` was given. */
const TOTALS =
  /^=* ?((?:\d+ \w+, )*\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected)\b.*?) in [\d.]+s\b.*$/m;

/** A test of `-v`: `test_a.py::test_adds PASSED [ 50%]`. */
const TEST = /^(\S+::.+?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b/;

/** Without `-v`, the output names only failed tests. */
const format: CoverageFormat = {
  name: 'pytest',
  detect: (output) => TOTALS.test(output),
  read(output) {
    const [, said = ''] = TOTALS.exec(output) ?? [];
    const counts = {
      passed: numbered(said, /(\d+) (?:passed|xpassed)/g),
      failed: numbered(said, /(\d+) (?:failed|errors?\b)/g),
      skipped: numbered(said, /(\d+) (?:skipped|xfailed)/g),
    };
    const seen = counting();
    for (const line of output.split('\n')) {
      const [, name, word] = TEST.exec(line) ?? [];
      if (name) seen.add(name, OUTCOMES[word!] ?? 'passed');
    }
    return { ...counts, names: completeCoverage(seen.covered(), counts) };
  },
};

const OUTCOMES = { FAILED: 'failed', ERROR: 'failed', SKIPPED: 'skipped', XFAIL: 'skipped' } as Readonly<
  Record<string, 'failed' | 'skipped'>
>;

export const pytest: TestProgram = {
  of: 'pytest',
  summaries: [summary(new RegExp(TOTALS, 'gm'), totals)],
  formats: [format],
};
