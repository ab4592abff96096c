import { expect, test } from 'vitest';
import { sizeText } from '../../src/base/amounts.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1.0 KB'],
  [150 * 1024, '150 KB'],
  [1024 ** 2, '1.0 MB'],
  [1.5 * 1024 ** 3, '1.5 GB'],
  [3000 * 1024 ** 3, '3000 GB'],
])('%d bytes are %s', (bytes, told) => {
  expect(sizeText(bytes)).toBe(told);
});
