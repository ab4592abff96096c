import { defineConfig } from 'vitest/config';

/**
 * What mutants are run against, as scripts/mutate.mjs says: with few random inputs and without a process for each file, since the
 * tests run thousands of times.
 */
export default defineConfig({
  test: {
    include: (process.env.MUTATE_TESTS ?? '').split(','),
    testTimeout: 20_000,
    isolate: false,
    env: { FILTER_FUZZ_RUNS: '30', FILTER_CLOCKS: 'A' },
  },
});
