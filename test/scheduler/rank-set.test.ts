import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankSet } from '../../src/scheduler/forecast/simulate.ts';
import { runs, SEED } from '../support/seed.ts';

const SIZE = 40_000;
const RANK = fc.oneof(
  fc.integer({ min: 0, max: SIZE - 1 }),
  fc.constantFrom(0, 31, 32, 1_023, 1_024, 32_767, SIZE - 1),
);

test('has the numbers that were added and not deleted, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), RANK), { maxLength: 60 }), (steps) => {
      const [ranks, plain] = [rankSet(SIZE), new Set<number>()];
      for (const [adds, rank] of steps) {
        (adds ? ranks.add : ranks.delete)(rank);
        if (adds) plain.add(rank);
        else plain.delete(rank);
      }
      const found: number[] = [];
      for (let at = ranks.next(0); at !== undefined; at = ranks.next(at + 1)) found.push(at);
      expect(found).toEqual([...plain].sort((a, b) => a - b));
    }),
    { seed: SEED, numRuns: runs(60, 200) },
  );
});
