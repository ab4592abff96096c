/**
 * Milliseconds in which changes are collected for one request. `PATIENCE_MS` is the longest time to wait for a pending
 * request.
 */
const GATHER_MS = 8;
const PATIENCE_MS = 2_000;

interface Asking {
  /** Sends a request for all changes so far. */
  ask(): void;
  /** Returns whether a request is pending. */
  isAsking(): boolean;
}

/**
 * Combines changes that happen together into one request. While a request is pending, further changes wait for it, up
 * to `PATIENCE_MS`. Without this wait, if changes came faster than answers, no answer would ever be shown.
 * @returns the function to call at each change
 */
export function gathered({ ask, isAsking }: Asking): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience = 0;
  const soon = () => {
    if (timer === undefined) timer = setTimeout(over, GATHER_MS);
  };
  const over = () => {
    timer = undefined;
    if (isAsking() && performance.now() < patience) return soon();
    patience = performance.now() + PATIENCE_MS;
    ask();
  };
  return soon;
}
