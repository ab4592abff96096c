/**
 * Milliseconds in which changes are collected for one request. `PATIENCE_MS` is the longest wait for the answer to a
 * sent request.
 */
const GATHER_MS = 8;
const PATIENCE_MS = 2_000;

interface Asking {
  /** Sends one request for all changes that were collected. */
  ask(): void;
  /** Returns whether a request is pending. */
  isAsking(): boolean;
}

/**
 * Combines changes that happen together into one request. While a request has no answer, further changes wait, but at
 * most `PATIENCE_MS`. Without this limit, changes that come faster than answers would prevent every update.
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
