import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { moveStraysAside, runPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { stage } from './stage.ts';

test('checks of several runs that begin at once move a file above their folders aside once', async () => {
  const on = stage();
  await on.start();
  writeFiles(on.runs, Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`.env.${n}`, 'x\n'])));
  const { sealed } = runPaths(on.place());
  const moved = await Promise.all([0, 1, 2].map(() => moveStraysAside(on.place(), sealed)));
  expect(moved.reduce((sum, { size }) => sum + size, 0)).toBe(50);
  expect(readdirSync(on.runs).filter((name) => name.startsWith('.env'))).toEqual([]);
});
