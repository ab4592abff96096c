import { test } from 'vitest';
import { IS_SOAK } from './seed.ts';

/** A test that takes long beside what it adds to shorter ones: `npm test` leaves it out, a soak (part `suite`) runs it. */
export const soak = test.skipIf(!IS_SOAK);
