export interface Timing {
  /** A monotonic clock, in milliseconds. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 inclusive to 1 exclusive. */
  random(): number;
}
