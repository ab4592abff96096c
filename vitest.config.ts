import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { filesOfSoak } from './test/support/files-of-soak.ts';
import { LongestFirst } from './test/support/longest-first.ts';
import { nativeSources } from './test/support/native-sources.ts';
import { DEADLINE_MS } from './test/support/seed.ts';

/** A soak runs more of each (test/support/seed.ts), which takes longer. */
const volume = Math.max(1, Number(process.env.BACKLOG_VOLUME ?? 1));

const NEVER = ['test/clients/**', 'node_modules/**'];

/** True in `npm test` without names of files. It skips the tests of a soak, so it doesn't load files that have no other ones. */
const isWhole =
  process.env.BACKLOG_TEST_SUMMARY !== undefined &&
  process.env.BACKLOG_SOAK === undefined &&
  process.argv.slice(3).every((word) => word.startsWith('-'));
const ROOT = fileURLToPath(new URL('.', import.meta.url));
const SKIPPED = isWhole ? filesOfSoak(ROOT) : [];
/** A run with names of files keeps Vite's modules: the stacks of their errors have the lines of the sources. */
const PLUGINS = isWhole ? [await nativeSources(ROOT)] : [];

/** Files that put other modules, functions or variables in the place of the real ones. */
const ALONE = ['test/store/simulation/floor.test.ts', 'test/store/simulation/garbage.test.ts'];

/** Options of V8 that this version of Node.js knows: with an unknown one, no test process would start. */
const known = (options: string[]) =>
  options.filter((option) => spawnSync(process.execPath, [option, '--eval', '']).status === 0);

export default defineConfig({
  resolve: { alias: { typescript: fileURLToPath(new URL('test/support/compiler.ts', import.meta.url)) } },
  test: {
    globalSetup: ['test/support/shared-folder.ts'],
    setupFiles: ['test/support/setup.ts'],
    // For what never ends; the tests themselves have no limits of their own, so that a busy machine makes none of them fail.
    testTimeout: 3 * DEADLINE_MS * volume,
    hookTimeout: 3 * DEADLINE_MS * volume,
    expect: { poll: { timeout: DEADLINE_MS } },
    sequence: { sequencer: LongestFirst },
    // Tests and sources are compiled once, not in each run anew. In a whole run, tests name its own compiled sources.
    experimental: { fsModuleCache: !isWhole },
    server: { deps: { external: [/\/native-sources\//] } },
    // Libraries in one file each: Vite would load their hundreds of modules. Sources that Node.js loads need its own copies.
    deps: {
      optimizer: {
        ssr: {
          enabled: !isWhole,
          include: ['chevrotain', 'chrono-node', 'date-fns', 'execa', 'fast-check', 'zod'],
        },
      },
    },
    // What a list here says is added to what stands above, so files are named here alone: else both projects run all of them.
    // One process runs many files: each would load the sources anew. Those that change what is loaded have one of their own.
    projects: [
      {
        extends: true,
        plugins: PLUGINS,
        test: {
          name: 'shared',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...NEVER, ...ALONE, ...SKIPPED],
        },
      },
      // Each project has its own folder of bundled libraries, whose paths are in the compiled sources. A shared cache of
      // sources would load a library twice: `setup.ts` would set the seed in one copy and the tests would read the other.
      { extends: true, test: { name: 'alone', include: ALONE, experimental: { fsModuleCache: false } } },
    ],
    pool: 'forks',
    // Tests run most code a few times. V8 would optimize functions that are seldom called again, and collect a small young
    // generation, which takes a sixth of the processor time.
    execArgv: known(['--interrupt-budget=1000000', '--max-semi-space-size=32']),
    // Three for each core of the smallest supported machine: with two, tests waited for their programs an eighth of the time.
    maxWorkers: 6,
  },
});
