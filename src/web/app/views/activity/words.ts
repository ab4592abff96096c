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
