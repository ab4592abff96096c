import { test } from 'vitest';
import { IS_SOAK } from './seed.ts';

/** A slow test that adds little to faster ones. `npm test` skips it; a soak (parts `long`) runs it. */
export const soak = test.skipIf(!IS_SOAK);

/** Returns the rows of a table to test: in `npm test` the first and each `n`th one after it, in a soak all rows. */
export const everyNth = <T>(n: number, rows: readonly T[]): readonly T[] =>
  rows.filter((_, i) => IS_SOAK || i % n === 0);
