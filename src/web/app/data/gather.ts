/** Milliseconds in which changes are gathered before they are asked for together, and for which they wait for an answer on its way. */
const GATHER_MS = 8;
const PATIENCE_MS = 2_000;

interface Asking {
  /** Asks for all that has changed. */
  ask(): void;
  /** Is an answer on its way? */
  isAsking(): boolean;
}

/**
 * Asks once for changes that come together. Those that come faster than answers wait for these, since else none of them would ever be
 * shown, but not for ever. @returns what is called at each change
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
