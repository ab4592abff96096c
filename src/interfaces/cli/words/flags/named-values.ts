import { RUN_STATE_NAMES } from '../../../../domain/runs/run-states.ts';

/** Names that other programs have for a trial. */
const TRIALS = ['preview', 'simulate', 'what_if', 'trial', 'noop', 'no_act', 'just_print', 'test_run'];

/** Flags that are the value of another flag: the state of runs, and a trial. In the form of `FLAGS`. */
export const NAMED_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...Object.fromEntries(RUN_STATE_NAMES.map((state) => [state, { run_list: `--state ${state}` }])),
  ...Object.fromEntries(TRIALS.map((name) => [name, { '*': '--dry_run' }])),
};
