/** Milliseconds of a day that no clock is put forward or back in. */
export const DAY_MS = 86_400_000;
