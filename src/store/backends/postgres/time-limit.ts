/**
 * Calls `over` after a time, unless what has arrived until then ends the limit. A process that had no processor for long
 * runs its timers before it reads what came meanwhile, so the end waits for one such reading.
 * @param ms the time, in milliseconds
 * @returns a function that ends the limit
 */
export function timeLimit(ms: number, over: () => void): () => void {
  let last: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    last = setImmediate(over);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}
