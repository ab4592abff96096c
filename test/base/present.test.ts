import { expect, test } from 'vitest';
import { present } from '../../src/base/present.ts';

test('fields that are undefined are left out; null, false, zero and empty texts stay, in their order', () => {
  const given = present({ a: undefined, b: null, c: false, d: 0, e: '', f: 'x' });
  expect(Object.entries(given)).toEqual([
    ['b', null],
    ['c', false],
    ['d', 0],
    ['e', ''],
    ['f', 'x'],
  ]);
});
