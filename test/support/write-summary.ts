import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule } from 'vitest/node';
import { filesOfSoak } from './files-of-soak.ts';
import { FOR_SOAK } from './needs.ts';

/** The numbers that `npm test` prints last. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  /** Number of tests that this machine can't run, by the reason. */
  leftOut: Record<string, number>;
  /** Number of test files that only a soak loads. */
  soakFiles: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Writes the numbers of a test run into the file that BACKLOG_TEST_SUMMARY names, for scripts/test.mjs. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by it
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env.BACKLOG_TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(summaryOf(modules)));
  }
}

function summaryOf(modules: readonly TestModule[]): Summary {
  const all: Summary = { passed: 0, failed: 0, skipped: 0, leftOut: {}, soakFiles: filesOfSoak(ROOT).length };
  for (const module of modules) {
    // A file that can't be loaded has no tests, and still fails.
    all.failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never began was to run.
      all[state === 'pending' ? 'skipped' : state]++;
      const reason = state === 'skipped' ? test.meta().leftOut : undefined;
      if (reason !== undefined && reason !== FOR_SOAK) all.leftOut[reason] = (all.leftOut[reason] ?? 0) + 1;
    }
  }
  return all;
}
