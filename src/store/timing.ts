export interface Timing {
  /** Returns the time of a monotonic clock, in milliseconds. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
}

/**
 * Returns the time of a monotonic clock, in milliseconds. It doesn't use Node's `performance`, because loading it takes
 * a hook a millisecond.
 */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}

export const realTiming: Timing = {
  monotonic,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};
