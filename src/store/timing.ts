export interface Timing {
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}
