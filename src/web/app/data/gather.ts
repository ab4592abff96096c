/** Milliseconds to collect changes for one request. `PATIENCE_MS`: longest wait for a request that is under way. */
const GATHER_MS = 8;
const PATIENCE_MS = 2_000;

interface Asking {
  /** Requests all changes so far. */
  ask(): void;
  /** Returns whether a request is under way. */
  isAsking(): boolean;
}

/**
 * Joins changes that come together into one request. While a request is under way, further changes wait for it, up to
 * `PATIENCE_MS`. Without this wait, changes faster than the answers would keep any answer from being shown.
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
