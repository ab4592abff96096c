import { expect, test } from 'vitest';
import { bareName } from '../../src/base/bare-name.ts';

test.each([
  ['@ada', 'ada'],
  ['@@ada', 'ada'],
  ['ada', 'ada'],
  ['ada@example.org', 'ada@example.org'],
  ['@', '@'],
])('%s is %s', (written, name) => {
  expect(bareName(written)).toBe(name);
});
