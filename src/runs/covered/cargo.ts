import type { CoverageFormat } from './format.ts';
import { counting } from './names.ts';
import { NONE, partly, type TestProgram } from './program.ts';

/** A test: `test tests::adds ... ok`. The line of a test in a comment changes with every edit above it. */
const TEST = /^test (.+?)(?: \(line \d+\))? \.\.\. (ok|FAILED|ignored)\b/;

/** What runs now: `Running unittests src/lib.rs (target/debug/deps/a-1f2e)`, `Doc-tests a`. */
const RUNNING = /^\s+(?:Running (?:unittests )?(\S+)|Doc-tests (\S+))/;

const format: CoverageFormat = {
  name: 'cargo',
  detect: (output) => /^test result: (?:ok|FAILED)\. \d+ passed/m.test(output),
  read(output) {
    const seen = counting();
    let of = '';
    for (const line of output.split('\n')) {
      const [, program, docs] = RUNNING.exec(line) ?? [];
      of = program ?? docs ?? of;
      const [, name, word] = TEST.exec(line) ?? [];
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
export const cargo: TestProgram = {
  of: 'cargo test',
  summaries: [partly(/^test result: \w+\. (\d+) passed; (\d+) failed/gm), partly(/^running 0 tests$/gm, () => NONE)],
  formats: [format],
};
