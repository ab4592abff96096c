/** The properties of a run's state. */
interface StateRow {
  /** The state as a phrase after "the run": `is in review`. */
  means: string;
  /**
   * Set if a supervisor works on the run, or is about to. The supervisor renews the claim, and its death ends the
   * state.
   */
  live?: true;
  /** Set if the run occupies its task, so that nobody else gets the task. */
  occupies?: true;
  /** Set if the run goes on only after a person's decision or answer. */
  asks?: true;
  /** Set if the run has a result to be reviewed or merged. */
  inReview?: true;
  /** Set if the state is final. */
  over?: true;
}

/** All states of a run. `VERBS` in `src/runs/lifecycle/transitions.ts` defines the transitions. */
export const RUN_STATES = {
  queued: { means: 'is queued until its supervisor starts', live: true, occupies: true },
  preparing: { means: 'is preparing its worktree', live: true, occupies: true },
  running: { means: 'is being worked on by its agent', live: true, occupies: true },
  checking: { means: 'is running its checks', live: true, occupies: true },
  asking: { means: 'asks a question', occupies: true, asks: true },
  review: { means: 'is in review', occupies: true, asks: true, inReview: true },
  changes_requested: { means: 'returns to its agent with the notes of a review', live: true, occupies: true },
  approved: { means: 'is approved and in the merge queue', occupies: true, inReview: true },
  merging: { means: 'is being merged', occupies: true, inReview: true },
  failed: { means: 'failed' },
  stopped: { means: 'was stopped' },
  interrupted: { means: 'was interrupted because its supervisor ended' },
  merged: { means: 'is merged', over: true },
  discarded: { means: 'was discarded', over: true },
  handed_off: { means: 'was given to a person', over: true },
} as const satisfies Readonly<Record<string, StateRow>>;

export type RunState = keyof typeof RUN_STATES;

export const RUN_STATE_NAMES = Object.keys(RUN_STATES) as RunState[];

const row = (state: RunState): StateRow => RUN_STATES[state];

/** Checks whether a supervisor works on the run, or is about to. */
export const isLive = (state: RunState): boolean => row(state).live === true;

/** Checks whether the run occupies its task, so that nobody else gets the task. */
export const occupies = (state: RunState): boolean => row(state).occupies === true;

export const isOver = (state: RunState): boolean => row(state).over === true;

/** Checks whether the run waits for a person, with a result or a question. */
export const needsPerson = (state: RunState): boolean => row(state).asks === true;

/** Checks whether the run goes on without a person, by its supervisor or the merge queue. */
export const isUnderWay = (state: RunState): boolean => occupies(state) && !needsPerson(state);

/** Checks whether the run has a result to be reviewed or merged. */
export const isInReview = (state: RunState): boolean => row(state).inReview === true;

/** Checks whether the run ended without a final state, so that somebody must decide how it goes on. */
export const isParked = (state: RunState): boolean => !occupies(state) && !isOver(state);
