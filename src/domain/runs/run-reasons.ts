/** Reasons why a run failed, was stopped or was interrupted, with the next step. `<run>` stands for the run's id. */
export const RUN_REASONS = {
  no_changes: {
    means: 'its agent ended without changing anything',
    next: 'run_request_changes <run> with what is missing, or run_discard <run>',
  },
  crashed: { means: 'its agent crashed', next: 'run_events <run> shows how; run_resume <run> goes on' },
  wall_limit: { means: 'it took longer than its time limit', next: 'run_resume <run> goes on with a fresh limit' },
  idle_limit: {
    means: 'its agent gave no sign of life for too long',
    next: 'run_events <run> shows the last; run_resume <run> goes on',
  },
  turn_limit: { means: 'its agent used up its turns', next: 'run_resume <run> goes on with a fresh limit' },
  cost_limit: { means: 'it used up its budget', next: 'run_resume <run> with another cost' },
  rate_limited: { means: 'its agent’s account is at its limit', next: 'run_resume <run> when the limit is lifted' },
  unauthenticated: {
    means: 'its agent is not logged in',
    next: 'log in with the agent’s own program, then run_resume <run>',
  },
  no_agent: {
    means: 'its agent’s program could not be started',
    next: 'agent_check says what is wrong; then run_resume <run>',
  },
  nonsense: {
    means: 'its agent printed what nobody understands',
    next: 'run_events <run> shows it; run_retry <run> begins afresh',
  },
  agent_failed: { means: 'its agent gave up', next: 'run_events <run> shows why; run_resume <run> goes on' },
  setup_failed: { means: 'the setup command failed', next: 'fix the setting runs.setup, then run_resume <run>' },
  check_undefined: {
    means: 'no setting defines a check that its result needs',
    next: 'define the check, or remove its name from the task or setting that has it; then run_resume <run>',
  },
  base_lost: {
    means: 'its agent left the history it began from',
    next: 'the work is kept under rescue refs; run_retry <run> begins afresh',
  },
  worktree_lost: {
    means: 'its worktree could not be read',
    next: 'what was found is kept under rescue refs; run_retry <run> begins afresh',
  },
  claimed: {
    means: 'somebody else held its task or files when its supervisor began',
    next: 'run_resume <run> when they are free',
  },
  claim_lost: {
    means: 'somebody else took over its claim',
    next: 'run_show <run>; run_retry <run> when the files are free',
  },
  git_failed: { means: 'git refused', next: 'fix what it says, then run_resume <run>' },
  defect: {
    means: 'Backlog itself failed',
    next: 'report it with what `supervisor.log` in the folder of the run says; run_resume <run> goes on',
  },
  asked: { means: 'somebody stopped it', next: 'run_resume <run> goes on, run_discard <run> gives it up' },
  supervisor_died: { means: 'its supervisor died', next: 'run_resume <run> goes on where it was' },
  never_began: { means: 'its supervisor never began', next: 'run_resume <run>' },
} as const;

export type RunReason = keyof typeof RUN_REASONS;
export const RUN_REASON_NAMES = Object.keys(RUN_REASONS) as RunReason[];
