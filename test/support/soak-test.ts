import { test } from 'vitest';
import { IS_SOAK } from './seed.ts';

/** A test that takes long beside what it adds to shorter ones: `npm test` leaves it out, a soak (part `suite`) runs it. */
export const soak = test.skipIf(!IS_SOAK);

/** The rows of a table that `npm test` has time for, the first and then each `n`th; a soak plays all. */
export const everyNth = <T>(n: number, rows: readonly T[]): readonly T[] =>
  rows.filter((_, i) => IS_SOAK || i % n === 0);
