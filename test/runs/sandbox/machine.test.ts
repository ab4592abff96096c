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

test('an observer with which bubblewrap does not work is none', async () => {
  const root = tempFolder('observer');
  const bwrap = '#!/bin/sh\ncase "$(cat /proc/$PPID/comm)" in strace) exit 1 ;; esac\nexit 0\n';
  writeFiles(root, {
    'bin/bwrap': bwrap,
    'bin/strace': '#!/bin/sh\nwhile [ "$1" != "$0" ]; do case "$1" in */bwrap) exit 1 ;; esac; shift; done\n',
  });
  for (const name of ['bwrap', 'strace']) chmodSync(join(root, 'bin', name), 0o755);
  const found = await sandboxMachine('sh', { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root }, join(root, 'tree'));
  expect([found.bwrap, found.problem, found.strace]).toEqual([join(root, 'bin/bwrap'), undefined, undefined]);
});
