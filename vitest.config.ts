import { defineConfig } from 'vitest/config';

/** A soak runs more of each (test/support/seed.ts), which takes longer. */
const volume = Math.max(1, Number(process.env.BACKLOG_VOLUME ?? 1));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/clients/**', 'node_modules/**'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 90_000 * volume,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
