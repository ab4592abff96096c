import type { Reporter, TestModule } from 'vitest/node';

/** The end of a test file in a round. */
export interface FileEnd {
  file: string;
  passed: number;
  skipped: number;
  /** The names of the tests that failed, each with its error. A file that can't be loaded has a failure without a test. */
  failures: readonly string[];
  ms: number;
}

/** Maximum length of an error in a line about a file. The output of the round has the whole error. */
const MOST_CHARACTERS = 1_000;

/** Sends the end of each test file to the process that plays the round, which may stop it before its own end. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by it
export default class implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    process.send?.(endOf(module));
  }
}

function endOf(module: TestModule): FileEnd {
  const { duration, collectDuration, setupDuration } = module.diagnostic();
  const ms = duration + collectDuration + setupDuration;
  const end = { file: module.relativeModuleId, passed: 0, skipped: 0, ms };
  const failures = module.errors().map(({ message }) => message);
  for (const test of module.children.allTests()) {
    const { state, errors = [] } = test.result();
    if (state === 'passed') end.passed++;
    else if (state === 'failed') failures.push(`${test.fullName}: ${errors.map(({ message }) => message).join('\n')}`);
    else end.skipped++;
  }
  return { ...end, failures: failures.map((text) => text.slice(0, MOST_CHARACTERS)) };
}
