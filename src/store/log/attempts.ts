import type { LiveState } from '../state/state.ts';

/**
 * The commits that a write has tried. A medium can lose an answer, and what it did not answer can still take effect later,
 * even after the log was read again. So they are looked for until the write ends.
 */
interface Attempts<Made> {
  /** Adds a commit, before it is tried. */
  add(tx: string, made: Made): void;
  /** Returns the one that the state has by now. At most one can be: they all follow the same commit. */
  landed(): Made | undefined;
  /** Ends the search. */
  end(): void;
}

export function watchAttempts<Made>(state: Pick<LiveState, 'onCommit'>): Attempts<Made> {
  const tried = new Map<string, Made>();
  let found: Made | undefined;
  const end = state.onCommit(({ tx }) => {
    found ??= tried.get(tx);
    // The others would have its number. An import is large, and can lose often.
    tried.clear();
  });
  return { add: (tx, made) => void tried.set(tx, made), landed: () => found, end };
}
