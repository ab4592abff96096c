import type { CoverageFormat } from './format.ts';
import { counting, numberIn } from './names.ts';
import { summary, type TestProgram, totals } from './program.ts';
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
      passed: numberIn(said, /(\d+) passed/) + numberIn(said, /(\d+) xpassed/),
      failed: numberIn(said, /(\d+) failed/) + numberIn(said, /(\d+) errors?\b/),
      skipped: numberIn(said, /(\d+) skipped/) + numberIn(said, /(\d+) xfailed/),
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
