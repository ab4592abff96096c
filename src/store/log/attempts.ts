import type { LiveState } from '../state/state.ts';

/**
 * The commits that a write has tried. A medium can lose an answer, and what it did not answer can still take effect later,
 * even after the log was read again. So each attempt of a write is looked for until the write ends.
 */
export interface Attempts {
  /** Begins a write. The attempts of the one before are forgotten. */
  begin(): void;
  /** Adds an attempt, before it is made. */
  add(tx: string): void;
  /** Returns the attempt that the state has by now. At most one can be: they all follow the same commit, or a later one. */
  landed(): string | undefined;
}

export function watchAttempts(state: Pick<LiveState, 'onCommit'>): Attempts {
  const tried = new Set<string>();
  let found: string | undefined;
  state.onCommit(({ tx }) => {
    if (tried.has(tx)) found = tx;
  });
  return {
    begin() {
      tried.clear();
      found = undefined;
    },
    add: (tx) => void tried.add(tx),
    landed: () => found,
  };
}
