import type { RunState } from '../../../../domain/runs/run-states.ts';
import { SHOWN_STATES } from '../../../../domain/state-words.ts';
import type { PastCommit } from './answers.ts';
import { actorText } from './change-text.ts';

/** Verbs of `says` in a commit, as parts of a sentence about its author. */
const PAST: Readonly<Record<string, string>> = {
  adding: 'added',
  removing: 'removed',
  changing: 'changed',
  completing: 'completed',
  deleting: 'deleted',
  reopening: 'reopened',
  claiming: 'claimed',
  releasing: 'released',
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

/** What a person did to a run with a command. The run's state after it doesn't say it. */
const TO_RUN: Readonly<Record<string, string>> = {
  run_message: 'wrote to',
  run_answer: 'answered',
  run_resume: 'resumed',
  worktree_clean: 'deleted the worktree of',
  review_apply: 'applied a suggestion to',
};

/** What a person did with a command whose commit doesn't say it. */
const BY_COMMAND: Readonly<Record<string, string>> = {
  review_comment: 'commented on a result',
  review_edit: 'changed a comment',
  review_drop: 'deleted a comment',
  review_reply: 'answered a comment',
  review_apply: 'applied a suggestion',
};

/** Returns what a person did with a comment on a result. Undefined if the commit changed no comment. */
export function didToComment({ command, changes }: Pick<PastCommit, 'command' | 'changes'>): string | undefined {
  const comment = changes.find(({ kind }) => kind === 'comment');
  if (!comment) return undefined;
  if (command === 'review_resolve') return `${comment.after?.resolved ? 'resolved' : 'reopened'} a comment`;
  return BY_COMMAND[command];
}

/** Sentences about the queue's one orchestrator, whose record says only that it was added or changed. */
const ORCHESTRATOR: Readonly<Record<string, string>> = {
  orchestrator_start: 'started the orchestrator',
  orchestrator_pause: 'paused the orchestrator',
  orchestrator_stop: 'stopped the orchestrator',
};

/** Returns what a person did to a run, in the past tense. */
export const didToRun = (command: string, state: unknown): string =>
  TO_RUN[command] ?? ((typeof state === 'string' && DID[state]) || 'changed');

/** Returns the predicate of a sentence about a run that reached a state. Undefined if its state didn't change. */
export const reachedText = (state: unknown): string | undefined =>
  typeof state === 'string' ? SHOWN_STATES[state as RunState]?.does : undefined;

/**
 * Describes a commit in the history of one task: what was done to it, and the run that a person acted on or that
 * reached a state.
 */
export function pastText({ actor, command, says = '', changes }: PastCommit): string {
  const run = changes.find(({ kind }) => kind === 'run');
  if (!run) return didToComment({ command, changes }) ?? predicate({ command, says }, true).replace(/ of$/, '');
  const { state } = run.after ?? {};
  if (actor.kind === 'human' && actor.run === undefined) return `${didToRun(command, state)} ${run.id}`;
  return reachedText(state) ?? 'changed';
}

/** Returns the subject of {@link pastText}: the run that reached a state, otherwise the author. */
export function subjectText({ actor, changes }: PastCommit): string {
  const run = changes.find(({ kind }) => kind === 'run');
  return run && (actor.kind !== 'human' || actor.run !== undefined) ? run.id : actorText(actor);
}

/** Returns the changes of a commit without the words that its predicate has already. */
export function toldBeside(predicate: string, changes: readonly string[]): string[] {
  const [verb, ...object] = predicate.split(' ');
  const named = `${object.join(' ')} `;
  return changes
    .filter((text) => text !== verb && text !== predicate)
    .map((text) => (object.length > 0 && text.startsWith(named) ? text.slice(named.length) : text));
}

/**
 * Converts the summary of a commit to the predicate of a sentence: `completing #3 Deploy` to `completed #3 Deploy`. Its
 * end with the task is omitted if the page shows the task as a link.
 */
export function predicate({ command, says = '' }: Pick<PastCommit, 'command' | 'says'>, linked: boolean): string {
  if (ORCHESTRATOR[command]) return ORCHESTRATOR[command];
  const text = says.replace(/^the import of/, 'imported').replace(linked ? / #\d+ .*$/s : '', '');
  if (text === command.replaceAll('_', ' ')) return BY_COMMAND[command] ?? TO_RUN[command] ?? text;
  const [verb = '', ...rest] = text.split(' ');
  const past = PAST[verb] ?? (/^\d/.test(verb) ? `made ${verb}` : verb);
  return `${[past, ...rest].join(' ')}${TAKING_BACK[command] ?? ''}`;
}

/** The end of the predicate if the commit reverses another commit. A link of the task may follow it. */
const TAKING_BACK: Readonly<Record<string, string>> = {
  task_undo: ' (by undo)',
  task_redo: ' (by redo)',
};
