import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import seconds from './seconds.json' with { type: 'json' };

/** What a file may take of `npm test`, on two cores that do nothing else; CONTRIBUTING.md says what to leave to a soak. */
const MOST_SECONDS = 40;

test('no file takes longer than its budget, by the recorded times', () => {
  expect(Object.entries(seconds).filter(([, taken]) => taken > MOST_SECONDS)).toEqual([]);
});

test('the recorded times are of files that exist', () => {
  expect(Object.keys(seconds).filter((file) => !existsSync(file))).toEqual([]);
});
