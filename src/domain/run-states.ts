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
  /** Nothing follows any more. */
  over?: true;
}

/**
 * Every state that a run can be in. Whoever must know one (filters, virtual tags, eligibility, scheduler, views) reads this table; how
 * one follows another says `VERBS` in `src/runs/machine.ts`.
 */
export const RUN_STATES = {
  queued: { means: 'waits for its supervisor', live: true, occupies: true },
  preparing: { means: 'gets its worktree', live: true, occupies: true },
  running: { means: 'is worked on by its agent', live: true, occupies: true },
  checking: { means: 'has its result checked', live: true, occupies: true },
  asking: { means: 'waits for the answer to a question', occupies: true, asks: true },
  review: { means: 'waits for a review', occupies: true, asks: true },
  changes_requested: { means: 'goes back to its agent with the notes of a review', live: true, occupies: true },
  approved: { means: 'waits to be merged', occupies: true },
  merging: { means: 'is being merged', occupies: true },
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
export const waitsForPerson = (state: RunState): boolean => row(state).asks === true;

/** Did it go no further, so that somebody has to say how it goes on? */
export const isParked = (state: RunState): boolean => !occupies(state) && !isOver(state);

/** Why a run failed, was stopped or interrupted: each with what to do next, where `<run>` stands for its id. */
export const RUN_REASONS = {
  no_changes: {
    means: 'its agent ended without changing anything',
    next: 'run_request_changes <run> with what is missing, or run_discard <run>',
  },
  crashed: { means: 'its agent crashed', next: 'run_events <run> shows how; run_resume <run> goes on' },
  wall_limit: { means: 'it took longer than its time limit', next: 'run_resume <run> goes on with a fresh limit' },
  idle_limit: {
    means: 'its agent gave no sign of life for too long',
    next: 'run_events <run> shows the last; run_resume <run> goes on',
  },
  turn_limit: { means: 'its agent used up its turns', next: 'run_resume <run> goes on with a fresh limit' },
  cost_limit: { means: 'it used up its budget', next: 'run_resume <run> with another cost' },
  rate_limited: { means: 'its agent’s account is at its limit', next: 'run_resume <run> when the limit is lifted' },
  unauthenticated: {
    means: 'its agent is not logged in',
    next: 'log in with the agent’s own program, then run_resume <run>',
  },
  no_agent: {
    means: 'its agent’s program could not be started',
    next: 'agent_check says what is wrong; then run_resume <run>',
  },
  nonsense: {
    means: 'its agent printed what nobody understands',
    next: 'run_events <run> shows it; run_retry <run> begins afresh',
  },
  agent_failed: { means: 'its agent gave up', next: 'run_events <run> shows why; run_resume <run> goes on' },
  setup_failed: { means: 'the setup command failed', next: 'mend setting runs.setup, then run_resume <run>' },
  base_lost: {
    means: 'its agent left the history it began from',
    next: 'the work is kept under rescue refs; run_retry <run> begins afresh',
  },
  worktree_lost: {
    means: 'its worktree could not be read',
    next: 'what was found is kept under rescue refs; run_retry <run> begins afresh',
  },
  claimed: {
    means: 'somebody else held its task or files when its supervisor began',
    next: 'run_resume <run> when they are free',
  },
  claim_lost: {
    means: 'somebody else took over its claim',
    next: 'run_show <run>; run_retry <run> when the files are free',
  },
  git_failed: { means: 'git refused', next: 'mend what it says, then run_resume <run>' },
  asked: { means: 'somebody stopped it', next: 'run_resume <run> goes on, run_discard <run> gives it up' },
  supervisor_died: { means: 'its supervisor died', next: 'run_resume <run> goes on where it was' },
  never_began: { means: 'its supervisor never began', next: 'run_resume <run>' },
} as const;

export type RunReason = keyof typeof RUN_REASONS;
export const RUN_REASON_NAMES = Object.keys(RUN_REASONS) as RunReason[];
