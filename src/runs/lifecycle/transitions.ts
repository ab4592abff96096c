import type { Run } from '../../domain/records.ts';
import { canDiscard, canStop, isLive, isParked, RUN_STATE_NAMES, type RunState } from '../../domain/runs/run-states.ts';

interface VerbRow {
  from: readonly RunState[];
  to: RunState;
  /** The action in the error "can't …". `<run>` is replaced by the run. */
  does: string;
}

const AT_WORK = RUN_STATE_NAMES.filter(isLive);
const PARKED = RUN_STATE_NAMES.filter(isParked);

/** The allowed transitions between a run's states, for all interfaces, the supervisor and the merge queue. */
export const TRANSITIONS = {
  prepare: { from: ['queued', 'changes_requested'], to: 'preparing', does: 'prepare <run>' },
  launch: { from: ['preparing'], to: 'running', does: 'start the agent of <run>' },
  ask: { from: ['running'], to: 'asking', does: 'ask a question in <run>' },
  answer: { from: ['asking'], to: 'queued', does: 'answer <run>' },
  check: { from: ['running'], to: 'checking', does: 'check <run>' },
  rework: { from: ['checking'], to: 'running', does: 'return <run> to its agent' },
  submit: { from: ['checking'], to: 'review', does: 'submit <run> for review' },
  approve: { from: ['review'], to: 'approved', does: 'approve <run>' },
  withdraw: { from: ['approved'], to: 'review', does: 'withdraw the approval of <run>' },
  request_changes: {
    from: ['review', 'approved', ...PARKED],
    to: 'changes_requested',
    does: 'request changes to <run>',
  },
  merge: { from: ['approved'], to: 'merging', does: 'merge <run>' },
  land: { from: ['merging'], to: 'merged', does: 'record the merge of <run>' },
  find: { from: ['review', 'approved', ...PARKED], to: 'merged', does: 'mark <run> as merged' },
  defer: { from: ['merging'], to: 'approved', does: 'return <run> to the merge queue' },
  bounce: {
    from: ['preparing', 'running', 'checking', 'approved', 'merging'],
    to: 'review',
    does: 'return <run> to review',
  },
  fail: { from: AT_WORK, to: 'failed', does: 'fail <run>' },
  stop: { from: RUN_STATE_NAMES.filter(canStop), to: 'stopped', does: 'stop <run>' },
  lose: { from: AT_WORK, to: 'interrupted', does: 'interrupt <run>' },
  adopt: { from: ['review', 'approved', ...PARKED], to: 'queued', does: 'adopt your changes in <run>' },
  rebase: { from: ['review', 'approved'], to: 'queued', does: 'rebase <run>' },
  resume: { from: PARKED, to: 'queued', does: 'resume <run>' },
  discard: { from: RUN_STATE_NAMES.filter(canDiscard), to: 'discarded', does: 'discard <run>' },
  hand_off: { from: RUN_STATE_NAMES.filter(canDiscard), to: 'handed_off', does: 'give <run> to a person' },
} as const satisfies Readonly<Record<string, VerbRow>>;

export type Verb = keyof typeof TRANSITIONS;

export function may(verb: Verb, state: RunState): boolean {
  return (TRANSITIONS[verb].from as readonly RunState[]).includes(state);
}

/** Verbs after which the agent continues in its worktree. */
export const CONTINUES: readonly Verb[] = ['answer', 'request_changes', 'adopt', 'resume'];

/** Checks whether a run allows a verb: its state does, and its worktree exists if a person's changes in it are needed. */
export function allows(verb: Verb, { state, cleaned }: Pick<Run, 'state' | 'cleaned'>): boolean {
  return may(verb, state) && !(cleaned && verb === 'adopt');
}

/** Lists the verbs that a state allows, in the order of the table. */
export function verbsOf(state: RunState): Verb[] {
  return (Object.keys(TRANSITIONS) as Verb[]).filter((verb) => may(verb, state));
}
