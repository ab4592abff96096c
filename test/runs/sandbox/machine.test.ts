import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxMachine } from '../../../src/runs/sandbox/machine.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';

test('a bin folder comes with its libraries, never with the project around it', async () => {
  const project = tempFolder('project');
  writeFiles(project, { 'bin/tool': '#!/bin/sh\n', 'lib/a.js': '', 'share/b': '', '.env': 'KEY=secret\n' });
  chmodSync(join(project, 'bin/tool'), 0o755);
  const { programs } = await sandboxMachine('tool', { PATH: join(project, 'bin'), HOME: project }, project);
  expect(programs).toEqual(expect.arrayContaining(['bin', 'lib', 'share'].map((name) => join(project, name))));
  expect(programs).not.toContain(project);
});

test('what runs outside a sandbox is never a program of its worktree', async () => {
  const root = tempFolder('worktree');
  const names = ['bwrap', 'strace', 'socat'];
  writeFiles(root, Object.fromEntries(names.map((name) => [`tree/.venv/bin/${name}`, '#!/bin/sh\nexit 0\n'])));
  for (const name of names) chmodSync(join(root, 'tree/.venv/bin', name), 0o755);
  symlinkSync(join(root, 'tree'), `${root}-link`);
  const PATH = [join(root, 'tree/.venv/bin'), `${root}-link/.venv/bin`, process.env.PATH].join(':');
  const found = await sandboxMachine('sh', { PATH, HOME: root }, join(root, 'tree'));
  expect([found.bwrap, found.strace, found.socat].filter((path) => path?.includes('.venv'))).toEqual([]);
});
