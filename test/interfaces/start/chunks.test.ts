import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createChunks } from '../../../src/interfaces/start/chunks.ts';
import { tempFolder } from '../../support/folder.ts';

const TEXT = '//0123456789abcdef\nsomething;\n';

test('a file that cannot be read keeps no program from reading the others in advance', () => {
  const folder = tempFolder('chunks');
  mkdirSync(join(folder, 'b.cjs'), { recursive: true });
  for (const name of ['a.cjs', 'c.cjs']) writeFileSync(join(folder, name), TEXT);
  const sums = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.cjs`, ['0123456789abcdef', TEXT.length]]));
  const chunks = createChunks(folder, sums as never, () => new Error('updated'));
  chunks.hold();
  for (const name of ['a.cjs', 'c.cjs']) rmSync(join(folder, name));
  expect(['a.cjs', 'c.cjs'].map((name) => chunks.read(join(folder, name)))).toEqual([TEXT, TEXT]);
  expect(() => chunks.read(join(folder, 'b.cjs'))).toThrow(expect.objectContaining({ code: 'EISDIR' }));
});

test('a file that could not be read when it was needed is read in advance later', () => {
  const folder = tempFolder('chunks');
  const file = join(folder, 'a.cjs');
  mkdirSync(file, { recursive: true });
  const chunks = createChunks(folder, { 'a.cjs': ['0123456789abcdef', TEXT.length] }, () => new Error('updated'));
  expect(() => chunks.read(file)).toThrow('EISDIR');
  rmSync(file, { recursive: true });
  writeFileSync(file, TEXT);
  chunks.hold();
  rmSync(file);
  expect(chunks.read(file)).toBe(TEXT);
});
