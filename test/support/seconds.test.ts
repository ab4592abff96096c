import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import seconds from './seconds.json' with { type: 'json' };

/**
 * Maximum duration of a test file in `npm test`, in seconds, on two idle cores. CONTRIBUTING.md explains what to move
 * to a soak.
 */
const MOST_SECONDS = 20;

test('no file takes longer than its budget, by the recorded times', () => {
  expect(Object.entries(seconds).filter(([, taken]) => taken > MOST_SECONDS)).toEqual([]);
});

test('the recorded times are of files that exist', () => {
  expect(Object.keys(seconds).filter((file) => !existsSync(file))).toEqual([]);
});
