import { present } from '../../base/present.ts';
import { checkHere } from '../move/moved.ts';
import { type StageContext, type Staged, stage, type Tx } from '../state/stage.ts';
import type { LiveState } from '../state/state.ts';
import type { Timing } from '../timing.ts';
import type { WriteMeta } from '../types.ts';
import { COMMIT_VERSION, type Commit, seal } from './commit.ts';
import type { Sealed } from './put-commit.ts';

/** What the function of a write returned and changed. */
export interface Made<T> {
  value: T;
  /** Undefined if nothing changed. */
  sealed: Sealed | undefined;
  /** Duration of the function, in milliseconds. */
  took: number;
}

interface Making extends StageContext {
  backend: { location: string };
  state: LiveState;
  timing: Timing;
}

/** Runs the function of a write on the present state. */
export function makeCommit<T>(context: Making, meta: WriteMeta, fn: (tx: Tx) => T): Made<T> {
  const { state, timing, backend } = context;
  checkHere(state, backend.location, meta.command);
  const began = timing.monotonic();
  const staged = stage(state, context, fn);
  const took = timing.monotonic() - began;
  const sealed = staged.changes.length > 0 ? seal(body(context, meta, staged)) : undefined;
  return { value: staged.value, sealed, took };
}

function body({ state, ids }: Making, meta: WriteMeta, made: Omit<Staged<unknown>, 'value'>): Omit<Commit, 'sum'> {
  return {
    v: COMMIT_VERSION,
    seq: state.seq + 1,
    tx: ids(),
    prev: state.head,
    at: made.at,
    actor: meta.actor,
    command: meta.command,
    ...present({ outside: meta.outside, purged: made.purged, undoes: meta.undoes }),
    changes: made.changes,
  };
}

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
