/** Maximum delay of work in idle time, in milliseconds, even on a busy page. */
const LATEST_MS = 300;
/** Milliseconds of work at a time in browsers without `requestIdleCallback`. */
const SLICE_MS = 8;

/**
 * Calls `step` in the browser's idle time, until `step` returns false.
 * @returns a function that stops the calls
 */
export function inIdleTime(step: () => boolean): () => void {
  let over = false;
  const slice = (left: () => number) => {
    do if (over || !step()) return;
    while (left() > 1);
    next();
  };
  const next = () => {
    if (typeof requestIdleCallback === 'function')
      requestIdleCallback((idle) => slice(() => idle.timeRemaining()), { timeout: LATEST_MS });
    else
      setTimeout(() => {
        const end = performance.now() + SLICE_MS;
        slice(() => end - performance.now());
      });
  };
  next();
  return () => {
    over = true;
  };
}
