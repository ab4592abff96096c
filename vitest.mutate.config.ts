import { defineConfig } from 'vitest/config';

/**
 * What mutants of a folder are run against: that folder's tests, with few random inputs and without a process for each file, since
 * they run thousands of times.
 */
export default defineConfig({
  test: {
    include: [`test/${process.env.MUTATE_FOLDER}/**/*.test.ts`],
    testTimeout: 20_000,
    isolate: false,
    env: { FILTER_FUZZ_RUNS: '100' },
  },
});
