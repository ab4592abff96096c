import { atOnce, IMPORT_NOTES, mergedRows } from './flags/flag-rows.ts';
import { NAMED_LINES, NAMED_VALUES } from './flags/named-values.ts';
import { RUN_FLAG_LINES, RUN_FLAGS, RUN_NOTES } from './flags/run-flags.ts';

/**
 * Flags and values of other programs, with Backlog's. The command line, help, suggestions and completion share these
 * tables. They apply only to flags that the command doesn't have.
 */

/** Flags with one letter of other programs, with the long flags of these programs. They are refused with a suggestion. */
export const SHORT_ELSEWHERE: Readonly<Record<string, string>> = {
  L: 'limit',
  b: 'body',
  c: 'comment',
  d: 'body',
  i: 'from',
  j: 'jobs',
  m: 'text',
  o: 'output',
  q: 'quiet',
  r: 'reason',
  s: 'status',
  v: 'verbose',
};

/** What to say about letters that mean something else at the beginning of a line. */
export const SHORT_NOTES: Readonly<Record<string, string>> = {
  v: 'Backlog has no verbose output: `backlog info 12` shows all of a task, `backlog --version` the version.',
};

/** Backlog's flags for the names that several programs have for a budget, for tries, and for the agents at one time. */
const NIGHT_BUDGET = { orchestrator_start: '--budget $', night_start: '--budget $' };
const TRIES = { orchestrator_start: '--tries $' };
const UNTIL = { night_start: '--until $' };
const RIGHTS = { token_add: '--rights $' };
/** A search ignores case. */
const ANY_CASE = { task_search: '' };
const AGENTS = { orchestrator_start: '--agents $', night_start: '--agents $' };

/**
 * Flags of other programs, by command, or `*` for all commands with Backlog's flag. `$` is the flag's value, `$:s` is the
 * value with the unit s if it is a bare number. An empty
 * text means that Backlog has no use for the flag, which takes no value. Flags with the name of a field in another
 * program aren't here: `FIELD_WORDS` has these names.
 */
export const FLAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = mergedRows(RUN_FLAGS, {
  title: { task_doc_write: '--note $' },
  desc: { '*': '--spec $' },
  description: { goal_add: '--note $', goal_modify: '--note $' },
  body_file: { '*': '--spec @$' },
  from_file: { task_add: '--spec @$', task_doc_write: '--content @$' },
  ...{ notes: { task_add: '--spec $' }, note: { task_add: '--spec $' } },
  text: {
    run_request_changes: '--note $',
    run_answer: '--note $',
    run_approve: '--message $',
    run_discard: '--note $',
    git_hook_pause: '--for $min',
  },
  comment: { task_annotate: '--text $', run_request_changes: '--note $', run_discard: '--note $' },
  ...{ message: { run_discard: '--note $' }, because: { run_discard: '--note $' } },
  body: { '*': '--spec $', task_annotate: '--text $', task_doc_write: '--content $', run_discard: '--note $' },
  reason: { '*': '--note $', task_stop: '--handoff $' },
  ...{ add_label: { task_modify: '--tags +$' }, add_tag: { task_modify: '--tags +$' } },
  ...{ remove_label: { task_modify: '--tags -$' }, remove_tag: { task_modify: '--tags -$' } },
  add_assignee: { task_modify: '--agent $' },
  require_capability: { '*': '--tags needs.$' },
  risk: { task_add: '--tags risk.$', task_modify: '--tags +risk.$' },
  set_labels: { task_modify: '--tags $' },
  ac: { task_modify: '--criterion $' },
  dod: { task_modify: '--criterion $' },
  done_when: { task_modify: '--criterion $' },
  initiative: { '*': '--goal $' },
  file: { task_import: '--from $', task_export: '--to $' },
  input: { task_import: '--from $' },
  from: { task_sync: '--file $' },
  task: {
    ...{ task_add: '--parent $', task_list: '--parent $', orchestrator_explain: '--filter $', run_start: '--filter $' },
    ...{
      task_info: '--id $',
      task_explain: '--id $',
      task_annotate: '--id $',
      attachment_add: '--id $',
      task_doc_write: '--id $',
    },
    ...{ task_doc_read: '--id $', task_doc_list: '--id $', task_doc_diff: '--id $' },
  },
  status: { task_move: '--to $', run_list: '--state $' },
  ...NAMED_VALUES,
  path: { claim_acquire: '--scope $', claim_check: '--paths $' },
  duration: { claim_acquire: '--for $:s' },
  ttl_minutes: { claim_acquire: '--for $min' },
  max_concurrent_runs: { '*': '--slots $' },
  allow_risk: { '*': '--risk $' },
  offset: { task_list: '--cursor $' },
  ...{ order_by: { task_list: '--sort $' }, by: { task_list: '--sort $' } },
  today: { usage: '--since today' },
  output: { task_export: '--to $' },
  out: { task_export: '--to $' },
  author: { task_history: '--actor $' },
  user: { task_history: '--actor $' },
  actor_kind: { task_history: '--actor $' },
  actor_name: { task_history: '--actor $' },
  id: { '*': '--filter $', repo_add: '--name $' },
  default_branch: { repo_add: '--target $', repo_update: '--target $' },
  command: { agent_add: '--argv ["sh","-c","$"]', agent_update: '--argv ["sh","-c","$"]' },
  sandbox_mode: { agent_add: '--mode $', agent_update: '--mode $' },
  ...{ before: { task_add: '--blocks $' }, blocking: { task_add: '--blocks $' } },
  after: { task_add: '--depends $', task_modify: '--depends $' },
  files: { task_add: '--scope $', task_modify: '--scope $' },
  max_failures: { orchestrator_start: '--failures $' },
  ...{ max_attempts: TRIES, attempts: TRIES, max_tries: TRIES, retries: TRIES, max_retries: TRIES },
  ...{ max_budget: NIGHT_BUDGET, max_cost: NIGHT_BUDGET },
  ...atOnce(AGENTS),
  limit: AGENTS,
  ...{ end: UNTIL, deadline: UNTIL, to: { task_sync: '--file $', ...UNTIL } },
  ...{ hours: { night_start: '--until $:h' }, for: { night_start: '--until $:h' } },
  tasks: { orchestrator_start: '--filter $' },
  repair: { doctor: '--fix' },
  ...{
    scope: RIGHTS,
    scopes: RIGHTS,
    permission: RIGHTS,
    permissions: RIGHTS,
    access: RIGHTS,
    role: RIGHTS,
    right: RIGHTS,
  },
  ...{ ttl: { token_add: '--expires $' }, valid: { token_add: '--expires $' }, expiry: { token_add: '--expires $' } },
  ...{ ignore_case: ANY_CASE, case_insensitive: ANY_CASE, nocase: ANY_CASE },
  all: {
    ...{ task_history: '--limit 0', repo_history: '--limit 0', goal_list: '--archived' },
    ...{ inbox_list: '--state all', inbox_export: '--state all' },
    ...{ agent_list: '', view_list: '', claim_list: '', setting_list: '', worktree_list: '', repo_list: '' },
    ...{ source_list: '', token_list: '', profile_list: '', alias_list: '', store_role_list: '', autonomy_list: '' },
    ...{ task_doc_list: '', pass_list: '', goal_health: '', board: '' },
  },
  verbose: { '*': '' },
  plain: { '*': '' },
  ...{ quiet: { '*': '' }, silent: { '*': '' } },
  long: { task_list: '' },
  pretty: { task_list: '' },
  draft: { task_add: '--wait someday' },
  comments: { task_info: '' },
  with_comments: { task_info: '' },
  with_plans: { task_info: '' },
  with_subtasks: { task_list: '' },
});

/**
 * Flags of other programs for something that Backlog doesn't have. They are refused with the same line without the flag,
 * and without its value if it has a `VALUE`.
 */
export const UNUSED: Readonly<Record<string, 'VALUE' | 'ALONE'>> = {
  ...named('lane, mode, topic, metadata, priority_score, split_status, max_start, jq, jql, color, since', 'VALUE'),
  ...named('source, external_ref, repo_path, change_note, status, design, plan, ref, doc, days, dir', 'VALUE'),
  ...named('stale_after, project, priority, key, reporter, sprint, reason, note, fix_version', 'VALUE'),
  ...named('story_points, points, prefix, actor, tick_interval', 'VALUE'),
  ...named('manual_approval, approve, auto, no_auto, passes, no_passes, worktrees, no_worktrees, cascade', 'ALONE'),
  ...named('all, force, hard, squash, rebase, delete_branch, draft, set_default, defaults, reverse', 'ALONE'),
  ...named('explain, suggest_next, checkout, log_failed, agentic, staged, in_repo, user_level', 'ALONE'),
};

/** What to say about a flag that would end the orchestrator at a time. */
const END_OF_NIGHT = {
  orchestrator_start:
    'To end the night: `backlog orchestrator stop --runs`. A budget limits it: `backlog orchestrator start --budget 20`.',
  orchestrator_stop: 'It stops at once: `sleep 4h && backlog orchestrator stop`.',
};
/** What to say about a flag that would begin a night later. */
const BEGIN_OF_NIGHT = { night_start: 'A night begins with your yes.' };
/** What to say about a flag for the budget of one task. */
const COST_OF_RUN = 'The setting runs.cost limits each run: `backlog setting set runs.cost 2`.';
/** What to say about flags that `gh pr merge` and `gh pr review` have. */
const MERGES = { run_approve: 'The merge queue merges an approved result.' };
const NO_COMMENT = { run_approve: 'A text for the merged commit: `--message "…"`.' };
/** What to say about a number of changes to undo. */
const ONE_CHANGE = {
  task_undo: 'Each `backlog undo` undoes one change.',
  task_redo: 'Each `backlog redo` redoes one.',
};
/** What to say about a flag of {@link UNUSED}, by command. */
export const UNUSED_NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = mergedRows(RUN_NOTES, {
  ...IMPORT_NOTES,
  ...{ merge: MERGES, squash: MERGES, comment: NO_COMMENT, body: NO_COMMENT },
  force: { run_approve: 'Where something is in the way, the refusal names the flag that approves anyway.' },
  ...{ last: ONE_CHANGE, steps: ONE_CHANGE, count: ONE_CHANGE, times: ONE_CHANGE, limit: ONE_CHANGE },
  ...{ until: END_OF_NIGHT, for: END_OF_NIGHT, hours: END_OF_NIGHT, duration: END_OF_NIGHT },
  ...{ deadline: END_OF_NIGHT, end: END_OF_NIGHT, at: END_OF_NIGHT, after: END_OF_NIGHT, in: END_OF_NIGHT },
  ...{ from: BEGIN_OF_NIGHT, start: BEGIN_OF_NIGHT, begin: BEGIN_OF_NIGHT, since: BEGIN_OF_NIGHT },
  budget: { task_add: COST_OF_RUN, task_modify: COST_OF_RUN },
});

/** Lines that keep a text as a note. */
export const NOTED = { task_done: 'annotate $1 $ && done $1', task_delete: 'annotate $1 $ && delete $1' };
/** The lines that decide what both sides of a source changed. */
const HERE = { task_done: 'source resolve $1 here' };
const THERE = { task_done: 'source resolve $1 there' };
/** The line that puts a new queue on a server. */
const ON_SERVER = { backlog_init: 'store init $' };

/** Lines to suggest for a flag of another program. `$` is its value, `$1` the first of the command's other words. */
export const FLAG_LINES: Readonly<Record<string, Readonly<Record<string, string>>>> = mergedRows(RUN_FLAG_LINES, {
  ...NAMED_LINES,
  claim: { task_modify: 'start $1', task_list: 'next' },
  explain: { task_list: 'orchestrator explain "…"' },
  check_ac: { task_modify: 'annotate $1 "npm test: passed" --criterion $' },
  body: { task_modify: 'doc write $1 $' },
  spec: { task_modify: 'doc write $1 $' },
  desc: { task_modify: 'doc write $1 $' },
  body_file: { task_modify: 'doc write $1 @$' },
  from_file: { task_modify: 'doc write $1 @$' },
  design: { task_modify: 'doc write $1 $ --name design' },
  plan: { task_modify: 'doc write $1 $ --name plan' },
  notes: { task_modify: 'annotate $1 $' },
  append_notes: { task_modify: 'annotate $1 $' },
  final_summary: { task_modify: 'annotate $1 $' },
  web: { task_info: 'board', task_list: 'board' },
  comment: { run_show: 'request-changes $1 $', task_modify: 'annotate $1 $', ...NOTED },
  ...{ reason: NOTED, note: NOTED, text: NOTED, message: NOTED },
  ...{ postgres: ON_SERVER, postgresql: ON_SERVER, database: ON_SERVER, db: ON_SERVER, url: ON_SERVER, s3: ON_SERVER },
  of: { task_duplicate: 'annotate $1 "duplicate of $" && delete $1' },
  workers: { task_start: 'orchestrator start --agents $' },
  approve: { run_show: 'approve $1' },
  request_changes: { run_show: 'request-changes $1 $' },
  log: { run_show: 'run events $1' },
  force: { task_next: 'start $1' },
  ...{ diff: { run_show: 'diff $1' }, patch: { run_show: 'diff $1' }, files: { run_show: 'run changes $1' } },
  oneline: { task_log: 'history' },
  since: { audit: 'history --since $' },
  actor: { audit: 'history --actor $' },
  author: { audit: 'history --actor $' },
  user: { audit: 'history --actor $' },
  output: { task_list: 'list "…" --format $', run_list: 'run list "…" --format $' },
  log_failed: { run_show: 'run events $1' },
  file: { task_add: 'import $' },
  update: { task_import: 'import $1 --existing update' },
  overwrite: { task_import: 'import $1 --existing update' },
  replace: { task_import: 'import $1 --existing update' },
  archived: { task_list: 'archive list' },
  include_archived: { task_list: 'archive list' },
  by_status: { task_count: 'status' },
  name: { backlog_init: 'init && queue rename . $' },
  staged: { claim_check: 'git-hook status' },
  blocks: { task_modify: 'modify $ --depends +$1' },
  remove_ac: { task_modify: 'edit $1' },
  uncheck_ac: { task_modify: 'edit $1' },
  dry_run: { run_start: 'orchestrator explain $1', night_start: 'night simulate "…"' },
  all: {
    ...{ run_stop: 'orchestrator stop --runs', task_next: 'list +READY "…"' },
    ...{ report_now: 'now --all-queues', backlog_status: 'status --all-queues' },
  },
  by: { task_block: 'modify $1 --depends +$' },
  wait: { run_start: 'run $1 --watch', run_approve: 'approve $1 && run show $1 --watch' },
  follow: { run_start: 'run $1 --watch' },
  // Other programs count seconds.
  timeout: { run_start: 'run $1 --minutes $' },
  sync: { task_import: 'sync $1' },
  ...{ ours: HERE, mine: HERE, local: HERE, here: HERE, theirs: THERE, remote: THERE, there: THERE },
  limit: { task_next: 'list +READY "…" limit:$', task_tree: 'tree "…"' },
  ...{ columns: { task_list: 'list "…" --fields $' }, cols: { task_list: 'list "…" --fields $' } },
  assignee: { board: 'report board agent:$ "…"' },
  ...{ group: { task_list: 'list "…" sort:$+' }, group_by: { task_list: 'list "…" sort:$+' } },
});

function named<Value>(names: string, value: Value): Record<string, Value> {
  return Object.fromEntries(names.split(', ').map((name) => [name, value]));
}
