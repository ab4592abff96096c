import { expect, test } from 'vitest';
import { dollars } from '../../src/base/amounts.ts';

test('an amount that would look like none is named as one', () => {
  expect([0, 0.001, 0.0049, 0.005, 0.31, 12].map(dollars)).toEqual([
    ...['$0.00', '<$0.01', '<$0.01', '$0.01', '$0.31', '$12.00'],
  ]);
});
