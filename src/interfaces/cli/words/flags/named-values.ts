import { RUN_STATE_NAMES } from '../../../../domain/runs/run-states.ts';

/** Names that other programs have for a trial. */
const TRIALS = [
  'dry',
  'dryrun',
  'preview',
  'simulate',
  'what_if',
  'trial',
  'noop',
  'no_act',
  'just_print',
  'test_run',
  'check',
  'validate',
];

/** Leaves out rows that can't be imported. */
const SKIPS = { task_import: '--skip_bad' };

/** The line that archives closed tasks of any age. */
const DONE = { task_archive: 'archive +COMPLETED "…"' };

/** Flags that another command does. In the form of `FLAG_LINES`. */
export const NAMED_LINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // What is left of a merged task is the worktree of its run.
  merged: { task_archive: 'run clean --merged' },
  ...{ done: DONE, completed: DONE, closed: DONE },
  agent: { task_start: 'run $1 --agent $' },
  history: { task_info: 'history $1' },
  name_only: { run_diff: 'run changes $1', task_doc_diff: 'run changes $1' },
  today: { task_history: 'history $1 --since today' },
  imported: { task_list: 'list source.any:' },
};

/** Flags that are the value of another flag: the state of runs, and a trial. In the form of `FLAGS`. */
export const NAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...Object.fromEntries(RUN_STATE_NAMES.map((state) => [state, { run_list: `--state ${state}` }])),
  ...Object.fromEntries(TRIALS.map((name) => [name, { '*': '--dry_run' }])),
  ...{ skip_errors: SKIPS, ignore_errors: SKIPS, skip_invalid: SKIPS },
  ...{ tail: { run_events: '--limit $' }, lines: { run_events: '--limit $' } },
};
