/**
 * Returns a function that runs jobs one after the other, in the order of the calls. A failed job doesn't stop the next
 * one.
 */
export function createSerial(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job, job);
    last = result.catch(() => undefined);
    return result;
  };
}
