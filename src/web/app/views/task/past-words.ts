import { RUN_STATES, type RunState } from '../../../../domain/runs/run-states.ts';
import type { PastCommit } from './answers.ts';

/** Verbs of `says` in a commit, as parts of a sentence about its author. */
const PAST: Readonly<Record<string, string>> = {
  adding: 'added',
  removing: 'removed',
  changing: 'changed',
  completing: 'completed',
  deleting: 'deleted',
  reopening: 'reopened',
  starting: 'started',
  stopping: 'stopped',
  moving: 'moved',
};

/** What a person did to a run, by its state after that. */
const DID: Readonly<Record<string, string>> = {
  queued: 'started',
  changes_requested: 'requested changes to',
  approved: 'approved',
  merging: 'approved',
  merged: 'merged',
  stopped: 'stopped',
  discarded: 'discarded',
  handed_off: 'took over',
};

/** Returns what a person did to a run, in the past tense. */
export const didToRun = (state: unknown): string => (typeof state === 'string' && DID[state]) || 'changed';

/** Returns the predicate of a sentence about a run that reached a state. Undefined if its state didn't change. */
export const reachedText = (state: unknown): string | undefined =>
  typeof state === 'string' ? RUN_STATES[state as RunState]?.means : undefined;

/**
 * Describes a commit in the history of one task: what was done to it, and the run that a person acted on or that
 * reached a state.
 */
export function pastText({ actor, says = '', changes }: PastCommit): string {
  const run = changes.find(({ kind }) => kind === 'run');
  if (!run) return predicate(says, true).replace(/ of$/, '');
  const { state } = run.after ?? {};
  if (actor.kind === 'human' && actor.run === undefined) return `${didToRun(state)} ${run.id}`;
  return reachedText(state) ?? 'changed';
}

/**
 * Converts the summary of a commit to the predicate of a sentence: `completing #3 Deploy` to `completed #3 Deploy`. Its
 * end with the task is omitted if the page shows the task as a link.
 */
export function predicate(says: string, linked: boolean): string {
  const text = says.replace(/^the import of/, 'imported').replace(linked ? / #\d+ .*$/s : '', '');
  if (text === 'review comment') return 'commented on a result';
  const [verb = '', ...rest] = text.split(' ');
  const past = PAST[verb] ?? (/^\d/.test(verb) ? `made ${verb}` : verb);
  return [past, ...rest].join(' ');
}
