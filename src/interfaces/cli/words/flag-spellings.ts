/**
 * Flags and values of other programs, with Backlog's. The command line, help, suggestions and completion share these
 * tables. They apply only to flags that the command doesn't have.
 */

/** Flags with one letter of other programs, with the long flags of these programs. They are refused with a suggestion. */
export const SHORT_ELSEWHERE: Readonly<Record<string, string>> = {
  L: 'limit',
  b: 'body',
  c: 'text',
  d: 'body',
  m: 'text',
  s: 'status',
};

/**
 * Flags of other programs, by command, or `*` for all commands with Backlog's flag. `$` is the flag's value. An empty
 * text means that Backlog has no use for the flag, which takes no value.
 */
export const FLAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  title: { '*': '--description $', task_doc_write: '--note $' },
  name: { task_add: '--description $' },
  body: { '*': '--spec $', task_annotate: '--text $', task_doc_write: '--content $' },
  notes: { task_add: '--spec $' },
  text: { run_request_changes: '--note $', run_answer: '--note $' },
  reason: { '*': '--note $', task_stop: '--handoff $' },
  label: { '*': '--tags $' },
  labels: { '*': '--tags $' },
  tag: { '*': '--tags $' },
  add_label: { task_modify: '--tags +$' },
  remove_label: { task_modify: '--tags -$' },
  add_assignee: { task_modify: '--agent $' },
  assignee: { '*': '--agent $' },
  preferred_agent: { '*': '--agent $' },
  dep: { '*': '--depends $' },
  deps: { '*': '--depends $' },
  depends_on: { '*': '--depends $' },
  blocked_by: { '*': '--depends $' },
  deadline: { '*': '--due $' },
  due_date: { '*': '--due $' },
  due_at: { '*': '--due $' },
  defer: { '*': '--scheduled $' },
  ac: { '*': '--acceptance $' },
  task: { task_add: '--parent $' },
  status: { task_move: '--to $', run_list: '--state $' },
  path: { claim_acquire: '--scope $' },
  max_agents: { orchestrator_start: '--agents $' },
  workers: { orchestrator_start: '--agents $' },
  repair: { doctor: '--fix' },
  verbose: { '*': '' },
  plain: { '*': '' },
  comments: { task_info: '' },
};

/** Lines to suggest for a flag of another program. `$` is its value, `$1` the first of the command's other words. */
export const FLAG_LINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  status: { task_modify: 'move $1 $' },
  claim: { task_modify: 'start $1' },
  check_ac: { task_modify: 'annotate $1 "npm test: passed" --criterion $' },
  notes: { task_modify: 'annotate $1 $' },
  append_notes: { task_modify: 'annotate $1 $' },
  web: { task_info: 'board', task_list: 'board' },
  comment: { task_modify: 'annotate $1 $', task_done: 'annotate $1 $' },
  reason: { task_done: 'annotate $1 $' },
  note: { task_done: 'annotate $1 $' },
  workers: { task_start: 'orchestrator start --agents $' },
  approve: { run_show: 'approve $1' },
  file: { task_add: 'import $' },
};

/** Fields of `gh issue list --json`, with Backlog's. */
export const JSON_FIELDS: Readonly<Record<string, string>> = {
  ...{ number: 'id', title: 'description', state: 'status', labels: 'tags', body: 'spec', assignees: 'agent' },
  ...{ createdAt: 'entry', updatedAt: 'modified', closedAt: 'end' },
};

/** Statuses by their names in other programs, with the board column and the filter term. */
export const STATUSES: Readonly<Record<string, { column?: string; term: string }>> = {
  ...named(['open', 'todo', 'to do', 'backlog', 'queued', 'planned', 'pending'], {
    column: 'todo',
    term: 'status:pending',
  }),
  ...named(['doing', 'in_progress', 'in-progress', 'in progress', 'started', 'active', 'running'], {
    column: 'progress',
    term: '+ACTIVE',
  }),
  ...named(['done', 'closed', 'complete', 'completed', 'finished', 'released'], { column: 'done', term: '+COMPLETED' }),
  ...named(['review', 'in review', 'awaiting_review'], { column: 'review', term: 'run:review' }),
  ready: { column: 'todo', term: '+READY' },
  blocked: { term: '+BLOCKED' },
  all: { term: '+ANY' },
};

function named<Value>(names: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
