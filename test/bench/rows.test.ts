import { expect, test } from 'vitest';
import { figure, rowsOf } from '../../bench/figure.ts';
import { table } from '../../bench/table.ts';

test('what cannot be measured is a row with the reason, and the others are measured', async () => {
  const rows = [
    ...(await rowsOf('memory', '100,000 long', () => Promise.reject(new Error('no checkpoint\nin a | b')))),
    ...(await rowsOf('start', '', async () => [figure({ name: 'start', unit: 'ms', samples: [1, 2, 3] })])),
  ];
  const [, , failed, measured] = table(rows).split('\n');
  expect(failed).toMatch(/^\| memory +\| 100,000 long +\|.*\| no checkpoint in a \/ b \| MISS \|$/);
  expect(measured).toMatch(/^\| start +\| +\| +2\.00 ms /);
});
