/** Reasons why a run failed, was stopped or was interrupted, with the next step. `<run>` stands for the run's id. */
export const RUN_REASONS = {
  no_changes: {
    means: 'its agent ended without changing anything',
    next: 'run_request_changes <run> --note "…" describes what is missing; run_discard <run> discards the run',
  },
  crashed: { means: 'its agent crashed', next: 'run_events <run> shows how; run_resume <run> continues the run' },
  wall_limit: { means: 'it took longer than its time limit', next: 'run_resume <run> continues with a new limit' },
  idle_limit: {
    means: 'its agent was inactive for too long',
    next: 'run_events <run> shows its last event; run_resume <run> continues the run',
  },
  turn_limit: { means: 'its agent used up its turns', next: 'run_resume <run> continues with a new limit' },
  cost_limit: {
    means: 'it used up its budget',
    next: '`backlog resume <run> --cost NUMBER` continues with a higher budget',
  },
  budget: {
    means: "it was stopped because the orchestrator's budget is spent",
    next: 'run_resume <run> continues it now; the orchestrator continues it when a budget allows',
  },
  night: {
    means: 'it was stopped because the night ended',
    next: 'run_resume <run> continues it now; the orchestrator continues it when it runs again',
  },
  rate_limited: {
    means: "its agent's account reached its rate limit",
    next: 'run_resume <run> after the limit is reset',
  },
  unauthenticated: {
    means: 'its agent is not logged in',
    next: "log in with the agent's own program, then run_resume <run>",
  },
  no_agent: {
    means: "its agent's program could not be started",
    next: 'agent_check shows what is wrong; fix it, then run_resume <run>',
  },
  nonsense: {
    means: "its agent's output could not be parsed",
    next: 'run_events <run> shows the output; run_retry <run> starts again in a new run',
  },
  agent_failed: { means: 'its agent gave up', next: 'run_events <run> shows why; run_resume <run> continues the run' },
  setup_failed: { means: 'the setup command failed', next: 'fix the setting runs.setup, then run_resume <run>' },
  check_undefined: {
    means: 'no setting defines a check that its result needs',
    next: 'define the check, or remove its name from the task or setting that has it; then run_resume <run>',
  },
  base_lost: {
    means: 'its branch no longer contains its start commit',
    next: 'run_retry <run> starts again in a new run; the work is kept under rescue refs',
  },
  commit_lost: {
    means: 'its result or its start commit is lost',
    next: 'run_retry <run> starts again in a new run; if its worktree still exists, run_adopt <run> makes its files the result',
  },
  worktree_lost: {
    means: 'its worktree or its git folder could not be read',
    next: 'run_retry <run> starts again in a new run; the files that could be read are kept under rescue refs',
  },
  worktree_changed: {
    means: 'files in its worktree changed after its result',
    next: 'run_adopt <run> adds the changes to the result; `backlog resume <run> --restore` keeps them under a rescue ref and continues from the result',
  },
  stack: {
    means: 'the result on which it is stacked changed, and its own changes conflict with that',
    next: 'run_request_changes <run> --note "…" gives the conflicts to its agent',
  },
  claimed: {
    means: 'someone else had claimed its task or files when its supervisor started',
    next: 'run_resume <run> after they are released',
  },
  claim_lost: {
    means: 'somebody else took over its claim',
    next: 'run_show <run> shows the run; run_retry <run> after the files are released',
  },
  disk_full: { means: 'its disk is full', next: 'free some space, then run_resume <run>' },
  no_access: {
    means: 'files could not be read or written',
    next: 'fix the permissions of the folder or its disk, then run_resume <run>',
  },
  git_failed: { means: 'a git command failed', next: 'fix the error that git printed, then run_resume <run>' },
  refused: {
    means: 'Backlog refused its next step',
    next: 'remove the cause that the text names, then run_resume <run>',
  },
  queue_failed: {
    means: 'its supervisor could not read or write the queue',
    next: '`backlog doctor` shows what is wrong; then run_resume <run>',
  },
  defect: {
    means: 'Backlog itself failed',
    next: "report it with `supervisor.log` from the run's folder; run_resume <run> continues the run",
  },
  asked: { means: 'someone stopped it', next: 'run_resume <run> continues the run, run_discard <run> discards it' },
  withdrawn: {
    means: 'its task or issue was closed, or work on it is to stop',
    next: 'run_resume <run> continues the run anyway, run_discard <run> discards it',
  },
  settled: {
    means: 'another attempt at its task was kept',
    next: 'run_retry <run> starts its task again in a new run',
  },
  supervisor_died: { means: 'its supervisor died', next: 'run_resume <run> continues the run' },
  never_began: { means: 'its supervisor did not start', next: 'run_resume <run>' },
} as const;

export type RunReason = keyof typeof RUN_REASONS;
export const RUN_REASON_NAMES = Object.keys(RUN_REASONS) as RunReason[];

/** Reasons of a run that somebody stopped, instead of failing. */
export const STOP_REASONS = [
  'asked',
  'budget',
  'night',
  'withdrawn',
  'settled',
] as const satisfies readonly RunReason[];

/** Checks whether a run with this reason was stopped, so that its state is `stopped`. */
export const isStop = (reason: string | undefined): boolean => STOP_REASONS.some((one) => one === reason);

/** Maximum length of the text of a reason, in characters. */
export const MOST_REASON = 1_000;
