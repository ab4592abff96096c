// For scripts/mutate.mjs, which says what to mutate. Tables that are built while a module loads are left out (ignoreStatic): they are
// data, and the tests read them row by row.
const { MUTATE_PART: part, MUTATE_FILES: files = '' } = process.env;

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Tests find what they test through tables and processes, not only by imports.
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
  mutate: files.split(','),
  // Without the slash, a folder of the sources with such a name would be missing.
  ignorePatterns: ['plugin', 'skills', 'agents', 'hooks', 'demo', 'bench', 'reports', 'test/clients', 'test/e2e'].map(
    (folder) => `/${folder}`,
  ),
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `reports/mutation/${part}.incremental.json`,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  jsonReporter: { fileName: `reports/mutation/${part}.json` },
  allowConsoleColors: false,
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: `.stryker-tmp/${part}`,
};
