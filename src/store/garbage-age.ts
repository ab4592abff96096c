import { DAY_MS } from '../base/day.ts';

/**
 * Milliseconds for which unreferenced files are kept. Their writer may be about to reference them, or a backup may be
 * reading them.
 */
export const GARBAGE_MS = DAY_MS;
