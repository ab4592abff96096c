// npm run check [-- WORD ...]: runs all checks of the sources that don't run the product. Fails at the end if a check
// failed. A WORD selects the checks whose name contains it.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { generateSdk } from './build/sdk.mjs';

const ENTRIES = 'scripts/dead-code';
const KNIP = 'knip --cache --cache-location node_modules/.cache/knip';

/**
 * Environment of the checks: settings with which they need a third less processor time, because less memory is collected.
 * The compiler's memory stays below 3 GB.
 */
const ENVIRONMENT = {
  ...process.env,
  ...{ GOGC: 'off', GOMEMLIMIT: '3GiB' },
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=128`,
  // The build in `fresh plugin` generates the SDK's types again otherwise.
  BACKLOG_SDK_IS_FRESH: '1',
};

/** The checks. Long ones come first, because several run at the same time. */
const STEPS = [
  // The first of all: in `npm test`, it ends while clients are installed, and the tests copy what it found fresh
  // instead of a second build (tested-plugin.mjs).
  ['fresh plugin', 'node', 'scripts/check-plugin.mjs'],
  ['types', ...typesOf('.')],
  ['types of the tests of the board', ...typesOf('test/board')],
  ['layers', 'node', 'scripts/check-layers.mjs'],
  ['records', 'node', 'scripts/check-records.mjs'],
  // First with all entries, then only with the programs: then code that only tests, benches and generators use counts
  // as dead. The second run takes the parsed files of the first one from the cache.
  [
    'dead code',
    'sh',
    '-c',
    `${KNIP} --config ${ENTRIES}/all.json && ${KNIP} --config ${ENTRIES}/product.json --include files,exports`,
  ],
  ['lint and format', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types of the board', ...typesOf('src/web/app')],
  ['words', 'node', 'scripts/run-ts.mjs', 'scripts/words/main.ts'],
  ['size', 'node', 'scripts/run-ts.mjs', 'scripts/size/main.ts'],
];

const only = process.argv.slice(2);
const waiting = STEPS.filter(([name]) => only.length === 0 || only.some((word) => name.includes(word)));

/**
 * Returns the command that checks the types of a project. The compiler checks only files that have changed since its
 * last run. With one thread it needs a third less processor time; other steps use the other cores meanwhile.
 */
function typesOf(project) {
  const kept = `node_modules/.cache/types/${project.replaceAll('/', '-')}.json`;
  return ['tsc', '-p', project, '--singleThreaded', '--incremental', '--tsBuildInfoFile', kept];
}

/** Runs waiting checks one after the other until none is left. */
async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) await check(step);
}

/** Runs a check and prints its output at the end, so that outputs of two checks don't mix. */
async function check([name, command, ...args]) {
  const started = performance.now();
  const { ok, output } = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${output}${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  if (!ok) process.exitCode = 1;
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece) => {
        output += piece;
      });
    child.on('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.on('close', (status) => resolve({ ok: status === 0, output }));
  });
}

// Type checks and the search for dead code need these generated files.
generateSdk(fileURLToPath(new URL('..', import.meta.url)));
await Promise.all(Array.from({ length: availableParallelism() }, work));
