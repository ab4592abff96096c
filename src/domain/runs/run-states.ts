interface StateRow {
  /** The state as a predicate of "the run": `is in review`. */
  means: string;
  /** Set if a supervisor works on the run, or starts soon. It renews the claim. Its death ends this state. */
  live?: true;
  /** Set if the run occupies its task, so that nobody else can claim the task. */
  occupies?: true;
  /** Set if the run continues only after a person's decision or answer. */
  asks?: true;
  /** Set if the run has a result to review or merge. */
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

/** Checks whether a supervisor works on the run, or is about to start. */
export const isLive = (state: RunState): boolean => row(state).live === true;

/** Checks whether the run occupies its task, so that nobody else can claim the task. */
export const occupies = (state: RunState): boolean => row(state).occupies === true;

export const isOver = (state: RunState): boolean => row(state).over === true;

/** Checks whether the run needs a person's review or answer. */
export const needsPerson = (state: RunState): boolean => row(state).asks === true;

/** Checks whether the run can continue without a person, by its supervisor or the merge queue. */
export const isUnderWay = (state: RunState): boolean => occupies(state) && !needsPerson(state);

/** Checks whether the run has a result to review or merge. */
export const isInReview = (state: RunState): boolean => row(state).inReview === true;

/** Checks whether the run stopped in a state that isn't final, so that somebody must decide about it. */
export const isParked = (state: RunState): boolean => !occupies(state) && !isOver(state);
