import { DAY_MS } from '../base/day.ts';

/** Milliseconds for which what is kept and named by nobody stays: its writer is about to name it, or a backup is reading it. */
export const GARBAGE_MS = DAY_MS;
