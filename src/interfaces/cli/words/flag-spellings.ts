import { named } from '../../../base/own-property.ts';
import { atOnce, mergedRows } from './flags/flag-rows.ts';
import { NAMED_LINES, NAMED_VALUES } from './flags/named-values.ts';
import { RUN_FLAG_LINES, RUN_FLAGS } from './flags/run-flags.ts';

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
  v: 'Backlog has no verbose output. It prints its version: `backlog --version`.',
};

/** Backlog's flags for the names that several programs have for a budget, for tries, and for the agents at one time. */
const NIGHT_BUDGET = { orchestrator_start: '--budget $', night_start: '--budget $' };
const TRIES = { orchestrator_start: '--tries $' };
const UNTIL = { night_start: '--until $' };
const SELECTS = {
  ...{ '*': '--filter $', task_start: '--id $', task_stop: '--id $', task_done: '--id $', task_delete: '--id $' },
  ...{ task_info: '--id $', task_move: '--id $', task_block: '--id $', task_unblock: '--id $' },
};
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
  prompt: { task_add: '--description $' },
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
  ...elements('tags', ['label', 'labels', 'tag', 'tags']),
  ...elements('depends', ['dep', 'deps', 'dependency', 'dependencies', 'depends', 'depends_on', 'blocked_by']),
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
  ...named(['column', 'mapping', 'field_map', 'rename_column'], { task_import: '--map $' }),
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
  path: { claim_acquire: '--scope $', claim_check: '--paths $', source_add: '--list $' },
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
  id: { '*': '--filter $', repo_add: '--name $', source_add: '--name $' },
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
  ...named(['tasks', 'ids', 'task_ids'], SELECTS),
  repair: { doctor: '--fix' },
  ...named(['scope', 'scopes', 'permission', 'permissions', 'access', 'role', 'right'], RIGHTS),
  ...named(['ttl', 'valid', 'expiry'], { token_add: '--expires $' }),
  ...named(['ignore_case', 'case_insensitive', 'nocase'], ANY_CASE),
  all: {
    ...{ task_history: '--limit 0', repo_history: '--limit 0', goal_list: '--archived' },
    ...{ inbox_list: '--state all', inbox_export: '--state all' },
    ...{ agent_list: '', view_list: '', claim_list: '', setting_list: '', worktree_list: '', repo_list: '' },
    ...{ source_list: '', token_list: '', profile_list: '', alias_list: '', store_role_list: '', autonomy_list: '' },
    ...{ task_doc_list: '', pass_list: '', goal_health: '', board: '', source_push: '' },
  },
  ...{ user_level: { backlog_init: '' }, include_disabled: { release_snapshot: '' } },
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

/** Lines that keep a text as a note. */
export const NOTED = { task_done: 'annotate $1 $ && done $1', task_delete: 'annotate $1 $ && delete $1' };
/** The lines that decide what both sides of a source changed. */
const HERE = { task_done: 'source resolve $1 here' };
const THERE = { task_done: 'source resolve $1 there' };
/** The lines that start a task and keep its claim for a time. */
const KEPT = 'start $1 && claim acquire --task $1 --for $';
/** The list of the caller's tasks. */
const MINE = 'list agent:@me';
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
  for: { task_start: KEPT, task_next: KEPT },
  workers: { task_start: 'orchestrator start --agents $' },
  approve: { run_show: 'approve $1' },
  agent: { claim_acquire: 'start $1' },
  ...named(['repo', 'repository'], { release_snapshot: 'release snapshot' }),
  request_changes: { run_show: 'request-changes $1 $' },
  log: { run_show: 'run events $1' },
  force: { task_next: 'start $1' },
  ...{ diff: { run_show: 'diff $1' }, patch: { run_show: 'diff $1' }, files: { run_show: 'run changes $1' } },
  oneline: { task_log: 'history' },
  since: { audit: 'history --since $' },
  actor: { audit: 'history --actor $' },
  author: { audit: 'history --actor $' },
  user: { audit: 'history --actor $' },
  ...named(['story_points', 'points'], { task_modify: 'modify $1 --tags +points.$' }),
  resolution: NOTED,
  output: {
    ...{ task_list: 'list "…" --format $', run_list: 'run list "…" --format $' },
    release_snapshot: 'release snapshot --json',
  },
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
  ...{
    ours: HERE,
    mine: { ...HERE, backlog_status: MINE },
    local: HERE,
    here: HERE,
    theirs: THERE,
    remote: THERE,
    there: THERE,
  },
  limit: { task_next: 'list +READY "…" limit:$', task_tree: 'tree "…"' },
  ...{ columns: { task_list: 'list "…" --fields $' }, cols: { task_list: 'list "…" --fields $' } },
  assignee: { board: 'report board agent:$ "…"' },
  ...{ group: { task_list: 'list "…" sort:$+' }, group_by: { task_list: 'list "…" sort:$+' } },
});

/** Returns the flags that add an element to a list of a task, or remove one, by the words for the list. */
function elements(field: string, words: readonly string[]): typeof FLAGS {
  const flags = (verb: string) => words.map((word) => `${verb}_${word}`);
  return {
    ...named(flags('add'), { task_modify: `--${field} +$` }),
    ...named([...flags('remove'), ...flags('rm')], { task_modify: `--${field} -$` }),
  };
}
