// npm run check [-- WORD ...]: everything about the sources that needs no run of the product. Says what it does and stops at the end, not at the first.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { generateSdk } from './build/sdk.mjs';

/** What takes long comes first, since several run at once. */
const STEPS = [
  ['types', ...typesOf('.')],
  ['types of the tests of the board', ...typesOf('test/board')],
  ['layers', 'node', 'scripts/check-layers.mjs'],
  ['dead code', 'knip'],
  // With the programs as the only entries: what only tests, benches and generators use is dead too.
  ['dead code in the product', 'knip', '--config', 'knip.product.json', '--include', 'files,exports'],
  ['lint and format', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types of the board', ...typesOf('src/web/app')],
  ['fresh plugin', 'node', 'scripts/check-plugin.mjs'],
];

const only = process.argv.slice(2);
const waiting = STEPS.filter(([name]) => only.length === 0 || only.some((word) => name.includes(word)));

/** What the compiler found out is kept, so that it looks again only at what has changed. */
function typesOf(project) {
  const kept = `node_modules/.cache/types/${project.replaceAll('/', '-')}.json`;
  return ['tsc', '-p', project, '--incremental', '--tsBuildInfoFile', kept];
}

/** Runs one step after the other, until none is left. */
async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) await check(step);
}

/** Prints what the step said once it has ended, so that words of two steps do not mix. */
async function check([name, command, ...args]) {
  const started = performance.now();
  const { ok, output } = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${output}${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  if (!ok) process.exitCode = 1;
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece) => {
        output += piece;
      });
    child.on('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.on('close', (status) => resolve({ ok: status === 0, output }));
  });
}

// What the type checks and the search for dead code read besides the sources.
generateSdk(fileURLToPath(new URL('..', import.meta.url)));
await Promise.all(Array.from({ length: availableParallelism() }, work));
