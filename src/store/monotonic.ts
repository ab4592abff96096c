/** Reads a monotonic clock, in milliseconds. Loading Node's `performance` would take a hook a millisecond. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
