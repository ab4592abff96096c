import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFiles } from './files.ts';
import { copyFolder, tempFolder } from './folder.ts';
import { marksOf, restoreFolder } from './restore-folder.ts';

/** What a test may do to a folder. */
const DEEDS: readonly [what: string, act: (at: (name: string) => string) => void][] = [
  ['nothing', () => undefined],
  ['another text of the same length', (at) => writeFileSync(at('log/1'), 'two')],
  [
    'a file is replaced',
    (at) => {
      writeFileSync(at('new'), 'two');
      renameSync(at('new'), at('log/1'));
    },
  ],
  [
    'two files of one length and time change places',
    (at) => {
      renameSync(at('log/1'), at('log/x'));
      renameSync(at('log/2'), at('log/1'));
      renameSync(at('log/x'), at('log/2'));
    },
  ],
  ['files and folders appear', (at) => writeFiles(at('.'), { 'log/3': 'x', 'deep/er/a': 'x' })],
  ['a file is gone', (at) => rmSync(at('log/2'))],
  ['a folder is gone', (at) => rmSync(at('log'), { recursive: true })],
  ['all is gone', (at) => rmSync(at('.'), { recursive: true })],
  [
    'a folder becomes a file',
    (at) => {
      rmSync(at('log'), { recursive: true });
      writeFileSync(at('log'), 'x');
    },
  ],
  [
    'a file becomes a folder',
    (at) => {
      rmSync(at('run'));
      mkdirSync(at('run'));
      writeFileSync(at('run/a'), 'x');
    },
  ],
  [
    'a link leads elsewhere',
    (at) => {
      rmSync(at('link'));
      symlinkSync('log/1', at('link'));
    },
  ],
  [
    'rights change',
    (at) => {
      chmodSync(at('run'), 0o600);
      chmodSync(at('log'), 0o700);
    },
  ],
];

/** Every path of a folder with kind, rights, time and content. */
const told = (folder: string) =>
  ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].sort().map((name) => {
    const path = join(folder, name);
    const facts = lstatSync(path);
    const content = facts.isSymbolicLink() ? readlinkSync(path) : facts.isFile() ? readFileSync(path, 'utf8') : '';
    return [name, facts.mode, content, facts.isSymbolicLink() ? 0 : Math.round(facts.mtimeMs)];
  });

test.each(DEEDS)('after this a copy is as it was, each time: %s', (_, act) => {
  const [original, copy] = [join(tempFolder(), 'original'), join(tempFolder(), 'copy')];
  writeFiles(original, { 'log/1': 'one', 'log/2': 'six', run: '#!/bin/sh\n', 'a/b/c': 'deep' });
  chmodSync(join(original, 'run'), 0o755);
  symlinkSync('log/2', join(original, 'link'));
  // Long before the test, so that each write has another time.
  for (const name of ['log/1', 'log/2', 'run', 'a/b/c']) utimesSync(join(original, name), 1, 1);
  copyFolder(original, copy);
  let marks = marksOf(copy);
  for (let times = 0; times < 2; times++) {
    act((name) => join(copy, name));
    marks = restoreFolder(original, copy, marks);
    expect(told(copy)).toEqual(told(original));
    expect(marks).toEqual(marksOf(copy));
  }
});
