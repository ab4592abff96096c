import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { everyNth } from '../support/soak-test.ts';

const plugin = builtPlugin();
const PROGRAMS = ['server', 'cli', 'hook', 'supervisor', 'gate', 'statusline'] as const;

test.each(PROGRAMS)('%s.cjs parses on Node 10, so that an old one is told in words', async (program) => {
  const text = readFileSync(plugin[program], 'utf8');
  const [old, latest] = await Promise.all(
    ['es2018', 'esnext'].map((target) => transform(text, { target, minifyWhitespace: true })),
  );
  expect(old!.code).toBe(latest!.code);
});

test.each(
  everyNth(4, [
    [
      'an old Node',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '14.21.3' } })",
      'Backlog needs Node 20.11 or newer; this is v14.21',
    ],
    [
      'the last Node before',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.10.9' } })",
      'Backlog needs Node 20.11 or newer; this is v20.10',
    ],
    [
      'Windows',
      "Object.defineProperty(process, 'platform', { value: 'win32' })",
      'Backlog does not run on Windows itself; use WSL 2, with the repository on its own disk (not below /mnt/c)',
    ],
  ]),
)('on %s every program ends with one line', (_, change, line) => {
  const folder = tempFolder('old');
  writeFileSync(join(folder, 'change.cjs'), change);
  for (const program of PROGRAMS) {
    const words = ['--require', join(folder, 'change.cjs'), plugin[program], 'list'];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { env: { HOME: folder }, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${line}\n` });
  }
  // A program of others gets the line as an error, and goes on.
  const importing = `import(${JSON.stringify(plugin.sdkLocal)}).catch((error) => console.log(error.message))`;
  const words = ['--require', join(folder, 'change.cjs'), '-e', importing];
  expect(spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout).toBe(`${line}\n`);
});
