/** Milliseconds of a clock that only goes forward. Node's `performance` takes a hook a millisecond to load. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
