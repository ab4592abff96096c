// npm run check: everything about the sources that needs no run of the product. Says what it does and stops at the end, not at the first.
import { spawnSync } from 'node:child_process';

const STEPS = [
  ['types', 'tsc', '-p', '.'],
  ['types of the board', 'tsc', '-p', 'src/interfaces/web/app'],
  ['types of its tests', 'tsc', '-p', 'test/board'],
  ['lint and format', 'biome', 'ci', '--error-on-warnings', '.'],
  ['layers', 'node', 'scripts/check-layers.mjs'],
  ['dead code', 'knip'],
  // With the programs as the only entries: what only tests, benches and generators use is dead too.
  ['dead code in the product', 'knip', '--config', 'knip.product.json', '--include', 'files,exports'],
  ['fresh plugin', 'node', 'scripts/check-plugin.mjs'],
];

const only = process.argv.slice(2);
let failed = 0;
for (const [name, command, ...args] of STEPS) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
