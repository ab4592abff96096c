import { execFile } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';

const source = fileURLToPath(new URL('../../plugin/bin/backlog', import.meta.url));

test.each([
  ['as it is installed, without a package.json', {}],
  ['inside a package of modules', { 'package.json': '{"type":"module"}' }],
])('bin/backlog starts the CLI beside it, through a link too, %s', async (_, files: Record<string, string>) => {
  const folder = tempFolder();
  writeFiles(folder, { 'dist/cli.cjs': 'console.log(process.argv.slice(2).join())', 'elsewhere/keep': '', ...files });
  mkdirSync(join(folder, 'bin'));
  const launcher = join(folder, 'bin/backlog');
  copyFileSync(source, launcher);
  symlinkSync(launcher, join(folder, 'elsewhere/backlog'));
  for (const path of [launcher, join(folder, 'elsewhere/backlog')]) {
    expect((await promisify(execFile)(path, ['list', '--json'])).stdout).toBe('list,--json\n');
  }
});

test('bin/backlog is executable', () => {
  expect(lstatSync(source).mode & 0o111).toBe(0o111);
});
