import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();

/** Versions of Node besides the oldest, on which all tests run. CI names the same ones. */
const NEWER_NODES = ['22', '24', '26'] as const;

/** Tests that count or limit open files, and those of programs at their start. */
const SMOKE = [
  'test/store/faults.test.ts',
  'test/processes/trouble-maintenance.test.ts',
  'test/interfaces/mcp/wire.test.ts',
  'test/interfaces/start',
];

/** Installs a version of Node from npm, which has the programs of nodejs.org as packages. @returns the folder of `node` */
async function nodeOf(version: string): Promise<string> {
  const folder = tempFolder(`node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${version}`], {
    env: { ...process.env, HOME: inject('personHome') },
  });
  const program = join(folder, 'node_modules', name, 'bin/node');
  expect(existsSync(program)).toBe(true);
  return dirname(program);
}

describe.each(NEWER_NODES)('on Node %s', (version) => {
  soak('the demo and the smoke tests pass, and the programs print no warning', async () => {
    const bin = await nodeOf(version);
    const { VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, BACKLOG_TALLY, BACKLOG_SOAK, ...kept } = process.env;
    // Its presence alone would make these tests those of a soak.
    const env = { ...kept, PATH: `${bin}:${process.env.PATH}` };
    const node = (...words: string[]) => run(join(bin, 'node'), words, { cwd: repository, env, maxBuffer: 64 << 20 });
    expect((await node('--version')).stdout).toMatch(new RegExp(`^v${version}\\.`));
    const help = await node(plugin.cli, 'help');
    expect([help.stdout.includes('a work queue'), help.stderr]).toEqual([true, '']);
    const demo = await node('scripts/run-ts.mjs', 'demo/main.ts', plugin.folder);
    expect(demo.stdout).toMatch(/^ +No problems found in\s/m);
    expect(demo.stderr).toBe('');
    const tests = await node('node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...SMOKE);
    expect(tests.stdout).toMatch(/Tests .*passed/);
  });
});
