import { groupedBy } from '../base/iterables.ts';
import { ownProperty } from '../base/own-property.ts';
import type { Run } from './records.ts';
import { isAway, isHeldUp } from './runs/merge-order.ts';
import type { RunState } from './runs/run-states.ts';
import { offBranchText } from './task/off-branch.ts';
import { isOffBranch, type Task } from './task/task.ts';

/** Stands for the description of a run's task that is neither in the queue nor in the archive. */
export const NO_TASK = '(its task no longer exists)';

interface ShownRow {
  /** The one word for the state, in lists, on labels and in counts. */
  word: string;
  /** The state as a predicate of "the run". It contains the word. */
  does: string;
  /** Set if Backlog or an agent works on the run now. Runs without it don't count as active. */
  works?: true;
}

/**
 * The words for the state of a run, for all views. The first rows are the stored states. The others follow from the
 * run's other fields: {@link shownState} tells them.
 */
export const SHOWN_STATES = {
  queued: { word: 'queued', does: 'is queued until its supervisor starts', works: true },
  preparing: { word: 'preparing', does: 'is preparing its worktree', works: true },
  running: { word: 'running', does: 'is running its agent', works: true },
  checking: { word: 'checking', does: 'is checking its result', works: true },
  asking: { word: 'asking', does: 'is asking a question' },
  review: { word: 'review', does: 'is in review' },
  changes_requested: {
    word: 'changes requested',
    does: 'has changes requested and returns to its agent',
    works: true,
  },
  approved: { word: 'approved', does: 'is approved and in the merge queue', works: true },
  merging: { word: 'merging', does: 'is merging into its target branch', works: true },
  failed: { word: 'failed', does: 'failed' },
  stopped: { word: 'stopped', does: 'was stopped' },
  interrupted: { word: 'interrupted', does: 'was interrupted because its supervisor ended' },
  merged: { word: 'merged', does: 'is merged' },
  discarded: { word: 'discarded', does: 'was discarded' },
  handed_off: { word: 'handoff', does: 'is a handoff to a person' },
  /** In review again, because the merge queue took it out. */
  returned: { word: 'returned', does: 'returned to review' },
  /** Approved. The merge queue or a person's changes in a checkout keep it from its target branch. */
  waits_for_checkout: { word: 'waits for your checkout', does: 'waits for your checkout' },
  unmerged: { word: 'not merged', does: 'is approved, but not merged' },
  /** Approved and tested. Backlog creates its pull request. */
  proposing: { word: 'opening a pull request', does: 'is opening a pull request', works: true },
  /** Approved. It is merged when the target branch contains it. */
  proposed: { word: 'in a pull request', does: 'is in a pull request' },
  /** Merged or approved. A push or a pull request failed. */
  unsent: { word: 'not sent', does: 'is not sent' },
  /** Merged. Its commit is missing from its target branch. */
  unfound: { word: 'not found', does: 'is not found in its target branch' },
} as const satisfies Readonly<Record<RunState, ShownRow>> & Readonly<Record<string, ShownRow>>;

/** A state of a run as views show it. */
export type ShownState = keyof typeof SHOWN_STATES;

export const SHOWN_STATE_NAMES = Object.keys(SHOWN_STATES) as ShownState[];

/** The fields of a run that decide its shown state. */
export type Shown = Pick<Run, 'state' | 'waits' | 'outgoing' | 'unfound' | 'proposed' | 'verdict'>;

/** Reasons of a blocked merge that a person removes in the checkout. */
const OF_CHECKOUT: readonly string[] = [
  'dirty',
  'in-the-way',
  'submodules',
  'in-progress',
  'two-worktrees',
  'lost-worktree',
  'two-answers',
];

/** Reason of a merge that is complete in the branch, but that a checkout of the branch lacks. No other merge begins. */
export const UNPROVED = 'unproved';

/** Checks whether a merge waits for its proof: it is in the branch, but a checkout of the branch lacks it. */
export function isUnproved({ state, waits }: Pick<Shown, 'state' | 'waits'>): boolean {
  return state === 'merging' && waits?.why === UNPROVED;
}

/** Reasons of a blocked merge that need no person: the merge queue tries again. */
const PASSING: readonly string[] = ['moved', 'switched'];

/** Returns the state of a run as all views show it. */
export function shownState(run: Shown): ShownState {
  const { state, waits, outgoing, unfound } = run;
  if (outgoing?.failed !== undefined) return 'unsent';
  if (state === 'merged') return unfound ? 'unfound' : state;
  if (state === 'review') return waits ? 'returned' : state;
  if (isUnproved(run)) return 'waits_for_checkout';
  if (state !== 'approved') return state;
  if (outgoing) return 'proposing';
  if (isAway(run) || waits?.why === 'proposed') return 'proposed';
  if (!waits || !isHeldUp(run) || PASSING.includes(waits.why)) return state;
  return OF_CHECKOUT.includes(waits.why) ? 'waits_for_checkout' : 'unmerged';
}

/** Returns the state of a run as a predicate of "the run": `is in review`. */
export const doesText = (run: Shown): string => SHOWN_STATES[shownState(run)].does;

/** Checks whether Backlog or an agent works on the run now, so that it counts as active. */
export function isAtWork(run: Shown): boolean {
  const row: ShownRow = SHOWN_STATES[shownState(run)];
  return row.works === true;
}

/** Returns the word for a state of a task or a run. CLI, MCP server and board use this word. */
export function stateLabel(state: string): string {
  const row = ownProperty(SHOWN_STATES, state);
  if (row) return row.word;
  return ownProperty(OF_TASKS, state) ?? state.replaceAll('_', ' ');
}

/** Counts runs by the words for their states now, in the order of their first runs. A reverted result is no merged one. */
export function statesOf(runs: readonly (Shown & Pick<Run, 'reverted'>)[]): { word: string; runs: number }[] {
  const words = groupedBy(runs, (run) => (run.reverted ? 'reverted' : stateLabel(shownState(run))));
  return Array.from(words, ([word, all]) => ({ word, runs: all.length }));
}

const OF_TASKS: Readonly<Record<string, string>> = {
  /** A completed task whose work is not on the branch. */
  off_branch: 'done, not on the branch',
  /** A task on which somebody works in another tool. */
  elsewhere: 'in work elsewhere',
  /** A task with text that waits until a person accepts it. */
  outside: 'to accept',
};

/** Returns the word for a task's status; of a completed task whose work is not on the branch, where the work is, too. */
export function statusLabel(task: Pick<Task, 'status' | 'offBranch'>): string {
  return task.offBranch && isOffBranch(task) ? `${OF_TASKS.off_branch}: ${offBranchText(task.offBranch)}` : task.status;
}

/** An item that needs a person's attention. `state` is the state of its run, if it is about a run. */
interface Needing {
  why: string;
  state?: ShownState | undefined;
}

/** Returns the word for an item that needs attention. An item of a run has the word for the run's state. */
export function attentionWord({ why, state }: Needing): string {
  if (why === 'offbranch') return 'not on the branch';
  return why === 'stuck' || state === undefined ? why : stateLabel(state);
}
