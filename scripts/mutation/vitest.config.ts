import { defineConfig } from 'vitest/config';

/**
 * What mutants are run against, as scripts/mutate.mjs says: with few random inputs and without a process for each file, since the
 * tests run thousands of times.
 */
export default defineConfig({
  test: {
    include: (process.env.MUTATE_TESTS ?? '').split(','),
    globalSetup: ['test/support/shared-folder.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 20_000,
    isolate: false,
    env: { BACKLOG_VOLUME: '0.05', FILTER_CLOCKS: 'A' },
  },
});
