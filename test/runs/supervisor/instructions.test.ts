import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claude } from '../../../src/runs/providers/claude.ts';
import { codex } from '../../../src/runs/providers/codex.ts';
import { instructionsIn } from '../../../src/runs/supervisor/round/instructions.ts';
import { tempFolder } from '../../support/folder.ts';

const FILE = 'CLAUDE.md';

test.each<[what: string, make: (file: string, outside: string) => void, text: RegExp | undefined]>([
  ['a file', (file) => writeFileSync(file, 'Be kind.\n'), /^Be kind\.\n$/],
  ['a file of 100 MB, in part', (file) => writeFileSync(file, 'x'.repeat(100_000_000)), /^x{1000,400000}$/],
  ['no file', () => {}, undefined],
  ['a pipe', (file) => void execFileSync('mkfifo', [file]), undefined],
  ['a link out of the tree', (file, outside) => symlinkSync(outside, file), undefined],
  ['a link to nothing', (file) => symlinkSync('nothing', file), undefined],
])('%s', (_, make, text) => {
  const [tree, outside] = [tempFolder('tree'), join(tempFolder('outside'), 'secret')];
  writeFileSync(outside, 'secret');
  make(join(tree, FILE), outside);
  const found = instructionsIn(tree, claude);
  if (text === undefined) expect(found).toBeUndefined();
  else expect(found).toEqual({ name: FILE, text: expect.stringMatching(text) });
});

test('a client that reads them itself is told nothing', () => {
  const tree = tempFolder('tree');
  writeFileSync(join(tree, 'AGENTS.md'), 'Be kind.\n');
  expect(instructionsIn(tree, codex)).toBeUndefined();
});
