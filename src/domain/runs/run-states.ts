interface StateRow {
  /** Set if a supervisor works on the run, or starts soon. It renews the claim. Its death ends this state. */
  live?: true;
  /** Set if the run's agent works in this state, or starts next. */
  costs?: true;
  /** Set if the run occupies its task, so that nobody else can claim the task. */
  occupies?: true;
  /** Set if the run continues only after a person's decision or answer. */
  asks?: true;
  /** Set if the run has a result to review or merge. */
  inReview?: true;
  /** Set if the state is final. */
  over?: true;
}

/** All stored states of a run. `SHOWN_STATES` beside it has their words. `TRANSITIONS` in `src/runs/lifecycle/transitions.ts` defines the transitions. */
export const RUN_STATES = {
  queued: { live: true, costs: true, occupies: true },
  preparing: { live: true, costs: true, occupies: true },
  running: { live: true, costs: true, occupies: true },
  checking: { live: true, occupies: true },
  asking: { occupies: true, asks: true },
  review: { occupies: true, asks: true, inReview: true },
  changes_requested: { live: true, costs: true, occupies: true },
  approved: { occupies: true, inReview: true },
  merging: { occupies: true, inReview: true },
  failed: {},
  stopped: {},
  interrupted: {},
  merged: { over: true },
  discarded: { over: true },
  handed_off: { over: true },
} as const satisfies Readonly<Record<string, StateRow>>;

export type RunState = keyof typeof RUN_STATES;

export const RUN_STATE_NAMES = Object.keys(RUN_STATES) as RunState[];

const row = (state: RunState): StateRow => RUN_STATES[state];

/** Checks whether a supervisor works on the run, or is about to start. */
export const isLive = (state: RunState): boolean => row(state).live === true;

/** Checks whether the run's agent works, or starts next, so that the run's cost grows. Checks of a result cost nothing. */
export const mayCost = (state: RunState): boolean => row(state).costs === true;

/** Checks whether the run occupies its task, so that nobody else can claim the task. */
export const occupies = (state: RunState): boolean => row(state).occupies === true;

export const isOver = (state: RunState): boolean => row(state).over === true;

/** Checks whether the run needs a person's review or answer. */
export const needsPerson = (state: RunState): boolean => row(state).asks === true;

/** Checks whether the run can continue without a person, by its supervisor or the merge queue. */
export const isUnderWay = (state: RunState): boolean => occupies(state) && !needsPerson(state);

/** Checks whether the run has a result to review or merge. */
export const isInReview = (state: RunState): boolean => row(state).inReview === true;

/** Checks whether the run's work is in the target branch, as far as Backlog knows. */
export const isLanded = ({
  state,
  reverted,
  unfound,
}: {
  state: RunState;
  reverted?: unknown;
  unfound?: unknown;
}): boolean => state === 'merged' && reverted === undefined && unfound === undefined;

/** Checks whether the run stopped in a state that isn't final, so that somebody must decide about it. */
export const isParked = (state: RunState): boolean => !occupies(state) && !isOver(state);

/** Checks whether the run can be stopped. */
export const canStop = (state: RunState): boolean => isLive(state) || state === 'asking';

/** Checks whether the run can be discarded, or given to a person. */
export const canDiscard = (state: RunState): boolean =>
  isParked(state) || ['asking', 'review', 'approved'].includes(state);

/** Formats the commands that make the files of a run's worktree its result. A run that asks a question is stopped first. */
export const adoptingHint = ({ id, state }: { id: string; state: RunState }): string =>
  `${state === 'asking' ? `run_stop ${id}, then ` : ''}run_adopt ${id}`;
