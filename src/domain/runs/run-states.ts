/** What a state of a run means to everybody around it. */
interface StateRow {
  /** As one phrase after "the run": `waits for its supervisor`. */
  means: string;
  /** A supervisor is at work on it, or about to be: it renews the claim, and its death ends the state. */
  live?: true;
  /** Its task is in its hands: nobody else is given it. */
  occupies?: true;
  /** It goes on when a person has said something. */
  asks?: true;
  /** Its result is there: to be judged, or to be merged after that. */
  inReview?: true;
  /** Nothing follows any more. */
  over?: true;
}

/**
 * Every state that a run can be in. Whoever must know one (filters, virtual tags, eligibility, scheduler, views) reads this table; how
 * one follows another says `VERBS` in `src/runs/lifecycle/transitions.ts`.
 */
export const RUN_STATES = {
  queued: { means: 'waits for its supervisor', live: true, occupies: true },
  preparing: { means: 'gets its worktree', live: true, occupies: true },
  running: { means: 'is worked on by its agent', live: true, occupies: true },
  checking: { means: 'has its result checked', live: true, occupies: true },
  asking: { means: 'waits for the answer to a question', occupies: true, asks: true },
  review: { means: 'waits for a review', occupies: true, asks: true, inReview: true },
  changes_requested: { means: 'goes back to its agent with the notes of a review', live: true, occupies: true },
  approved: { means: 'waits to be merged', occupies: true, inReview: true },
  merging: { means: 'is being merged', occupies: true, inReview: true },
  failed: { means: 'failed' },
  stopped: { means: 'was stopped' },
  interrupted: { means: 'lost its supervisor' },
  merged: { means: 'is merged', over: true },
  discarded: { means: 'was discarded', over: true },
  handed_off: { means: 'was handed off to a person', over: true },
} as const satisfies Readonly<Record<string, StateRow>>;

export type RunState = keyof typeof RUN_STATES;

export const RUN_STATE_NAMES = Object.keys(RUN_STATES) as RunState[];

const row = (state: RunState): StateRow => RUN_STATES[state];

/** Is a supervisor at work on it, or about to be? */
export const isLive = (state: RunState): boolean => row(state).live === true;

/** Is its task in its hands, so that nobody else is given it? */
export const occupies = (state: RunState): boolean => row(state).occupies === true;

export const isOver = (state: RunState): boolean => row(state).over === true;

/** Does it wait for a person, with a result or a question? */
export const needsPerson = (state: RunState): boolean => row(state).asks === true;

/** Does it go on by itself, be it by its supervisor or by the merge queue? */
export const isUnderWay = (state: RunState): boolean => occupies(state) && !needsPerson(state);

/** Is its result there, to be judged or to be merged? */
export const isInReview = (state: RunState): boolean => row(state).inReview === true;

/** Did it go no further, so that somebody has to say how it goes on? */
export const isParked = (state: RunState): boolean => !occupies(state) && !isOver(state);
