export interface Timing {
  /** A monotonic clock, in milliseconds. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 inclusive to 1 exclusive. */
  random(): number;
}

/** Reads a monotonic clock, in milliseconds. Loading Node's `performance` would take a hook a millisecond. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}

export const realTiming: Timing = {
  monotonic,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};
