import { isLive, isParked, RUN_STATE_NAMES, type RunState } from '../../domain/runs/run-states.ts';

interface VerbRow {
  from: readonly RunState[];
  to: RunState;
  /** Participle for the error "cannot be …", such as `approved`. */
  done: string;
}

const AT_WORK = RUN_STATE_NAMES.filter(isLive);
const PARKED = RUN_STATE_NAMES.filter(isParked);

/**
 * The allowed transitions between the states of a run. All interfaces, the supervisor and the merge queue use this
 * table.
 */
export const VERBS = {
  prepare: { from: ['queued', 'changes_requested'], to: 'preparing', done: 'prepared' },
  launch: { from: ['preparing'], to: 'running', done: 'given to its agent' },
  ask: { from: ['running'], to: 'asking', done: 'left waiting for an answer' },
  answer: { from: ['asking'], to: 'queued', done: 'answered' },
  check: { from: ['running'], to: 'checking', done: 'checked' },
  rework: { from: ['checking'], to: 'running', done: 'given back to its agent' },
  submit: { from: ['checking'], to: 'review', done: 'submitted for review' },
  approve: { from: ['review'], to: 'approved', done: 'approved' },
  request_changes: { from: ['review', 'approved', ...PARKED], to: 'changes_requested', done: 'sent back' },
  merge: { from: ['approved'], to: 'merging', done: 'merged' },
  land: { from: ['merging'], to: 'merged', done: 'landed' },
  find: { from: ['review', 'approved', ...PARKED], to: 'merged', done: 'found in its target' },
  defer: { from: ['merging'], to: 'approved', done: 'put back into the merge queue' },
  bounce: { from: ['approved', 'merging'], to: 'review', done: 'given back to review' },
  fail: { from: AT_WORK, to: 'failed', done: 'failed' },
  stop: { from: [...AT_WORK, 'asking'], to: 'stopped', done: 'stopped' },
  lose: { from: AT_WORK, to: 'interrupted', done: 'interrupted' },
  adopt: { from: ['review', 'approved', ...PARKED], to: 'queued', done: 'given what you changed in its worktree' },
  resume: { from: PARKED, to: 'queued', done: 'resumed' },
  discard: { from: ['asking', 'review', 'approved', ...PARKED], to: 'discarded', done: 'discarded' },
  hand_off: { from: ['asking', 'review', 'approved', ...PARKED], to: 'handed_off', done: 'handed off' },
} as const satisfies Readonly<Record<string, VerbRow>>;

export type Verb = keyof typeof VERBS;

export function may(verb: Verb, state: RunState): boolean {
  return (VERBS[verb].from as readonly RunState[]).includes(state);
}

/** Lists the verbs that fit a state, in the order of the table. */
export function verbsOf(state: RunState): Verb[] {
  return (Object.keys(VERBS) as Verb[]).filter((verb) => may(verb, state));
}
