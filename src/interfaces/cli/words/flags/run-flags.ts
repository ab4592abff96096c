import { atOnce, type FlagRows } from './flag-rows.ts';

/** The commands that start agents in the background. */
const STARTS = ['run_start', 'run_retry', 'run_resume', 'orchestrator_start', 'night_start'];
const START = { run_start: '--target $' };
const MINUTES = { run_start: '--minutes $', run_resume: '--minutes $' };
const COST = { run_start: '--cost $', run_resume: '--cost $' };
const BACKGROUND = Object.fromEntries(STARTS.map((name) => [name, '']));

/** Flags of other programs for runs, in the form of `FLAGS`. */
export const RUN_FLAGS: FlagRows = {
  ...{ base: START, base_branch: START, branch: START, from: START, into: START, onto: START },
  ...{ time: MINUTES, time_limit: MINUTES, max_time: MINUTES, duration: MINUTES, budget: COST, max_budget: COST },
  ...{ background: BACKGROUND, detach: BACKGROUND, detached: BACKGROUND, bg: BACKGROUND, daemon: BACKGROUND },
  ...{ in_background: BACKGROUND, in_the_background: BACKGROUND, async: BACKGROUND },
  ...{ no_wait: BACKGROUND, with: { run_start: '--agent $' } },
};

/** A person defines a run's agent beforehand: no line of a run contains a command. */
const COMMAND = { run_start: 'agent add fixer -- sh -c $ && run $1 --agent fixer' };
const SCHEDULED = { run_start: 'modify $1 --scheduled $' };
const TOLD = { run_start: 'annotate $1 $ && run $1' };

/** Lines to suggest for flags of other programs about runs, in the form of `FLAG_LINES`. */
export const RUN_FLAG_LINES: FlagRows = {
  ...{ at: SCHEDULED, when: SCHEDULED, start_at: SCHEDULED, schedule: SCHEDULED },
  ...{ command: COMMAND, cmd: COMMAND, exec: COMMAND, script: COMMAND, argv: COMMAND },
  // The agent reads the notes of its task.
  ...{ prompt: TOLD, instruction: TOLD, instructions: TOLD, message: TOLD, note: TOLD, text: TOLD },
  since: { run_list: 'run results --since $' },
  follow: { run_events: 'run show $1 --watch' },
  all: { task_stop: 'orchestrator stop --runs' },
  ready: { run_start: 'run +READY' },
  // A night has no agent of its own.
  agent: {
    night_start: 'setting set runs.agent $ && night start "…"',
    orchestrator_start: 'setting set runs.agent $ && orchestrator start "…"',
  },
  ...atOnce({ run_start: 'orchestrator start "…" --agents $' }),
};

const NO_RETRY = { run_start: 'A person starts a failed run again: `backlog retry r7`.' };
const BY_PEOPLE = {
  run_start: 'People approve results. Rules let results land without them: `backlog autonomy list`.',
};

/** What to say about flags of other programs for which runs have no place, in the form of `UNUSED_NOTES`. */
export const RUN_NOTES: FlagRows = {
  ...{ auto_approve: BY_PEOPLE, auto_merge: BY_PEOPLE, auto: BY_PEOPLE, approve: BY_PEOPLE, merge: BY_PEOPLE },
  effort: { run_start: 'The agent has it: `backlog agent update codex --effort high`.' },
  ...{ retries: NO_RETRY, max_retries: NO_RETRY, tries: NO_RETRY },
  ready: { run_start: 'A run of a blocked task is refused.' },
  all: { task_stop: 'To stop all runs: `backlog orchestrator stop --runs`.' },
  ...{ yolo: BY_PEOPLE, dangerously_skip_permissions: BY_PEOPLE },
  ...atOnce({ run_start: 'The tasks of one line start at once.' }),
};
