/** Longest delay of idle work in milliseconds, even on a busy page. */
const LATEST_MS = 300;
/** Milliseconds of a slice in browsers without `requestIdleCallback`. */
const SLICE_MS = 8;

/** Calls `step` in the browser's idle time, until it returns false. @returns a function that stops it */
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
