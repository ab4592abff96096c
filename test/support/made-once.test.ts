import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { madeOnce } from './made-once.ts';

let times = 0;
let copy: () => Promise<string>;

describe('the files of the first test file', () => {
  copy = madeOnce(async (folder) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.txt'), `${++times}`);
    return folder;
  });

  test('are made once, and are as they were at each call', async () => {
    writeFileSync(join(await copy(), 'a.txt'), 'changed');
    expect(readFileSync(join(await copy(), 'a.txt'), 'utf8')).toBe('1');
  });
});

// A module of several test files in one process calls `madeOnce` for the first one only, as here.
test('are made again for a later test file, after those of the first one were deleted', async () => {
  expect(readFileSync(join(await copy(), 'a.txt'), 'utf8')).toBe('2');
  writeFileSync(join(await copy(), 'a.txt'), 'changed');
  expect(readFileSync(join(await copy(), 'a.txt'), 'utf8')).toBe('2');
});
