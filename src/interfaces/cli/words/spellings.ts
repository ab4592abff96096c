/**
 * Words of other programs, with Backlog's words. The command line, help, suggestions and completion share these tables.
 * They apply only to words that Backlog has no command, noun or flag for.
 */

/** Nouns of other programs, with Backlog's noun. An empty text means that Backlog omits the noun. */
export const NOUNS: Readonly<Record<string, string>> = {
  ...{ issue: '', issues: '', ticket: '', tickets: '', subtask: '', subtasks: '', bead: '', beads: '' },
  ...{ pr: 'run', prs: 'run', repository: 'repo', repositories: 'repo', worktrees: 'worktree' },
};

/**
 * The beginnings of lines that people know from other programs, with Backlog's line. The remaining words follow, unless
 * the line has a place for them: `$1` and `$2` are single words, `"…"` is the other words as one argument. `$1` is a
 * task in most lines, which Taskwarrior's order may name first.
 */
export const LINES: Readonly<Record<string, string>> = {
  // Tasks
  create: 'add',
  new: 'add',
  complete: 'done',
  finish: 'done',
  close: 'done',
  resolve: 'done',
  update: 'modify',
  set: 'modify',
  remove: 'delete',
  del: 'delete',
  get: 'info',
  view: 'info',
  find: 'search',
  take: 'next',
  handoff: 'stop',
  query: 'list',
  copy: 'duplicate',
  reopen: 'modify $1 --status pending',
  unarchive: 'archive restore',
  append: 'modify $1 --append "…"',
  prepend: 'modify $1 --prepend "…"',
  assign: 'modify $1 --agent $2',
  depend: 'modify $1 --depends +$2',
  depends: 'modify $1 --depends +$2',
  'dep add': 'modify $1 --depends +$2',
  'dep remove': 'modify $1 --depends -$2',
  'dep tree': 'tree',
  'dep list': 'info',
  // Lists
  all: 'list +ANY',
  ready: 'list +READY',
  active: 'list +ACTIVE',
  overdue: 'list +OVERDUE',
  waiting: 'list +WAITING',
  blocked: 'list +BLOCKED',
  blocking: 'list +BLOCKING',
  unblocked: 'list +UNBLOCKED',
  recurring: 'list status:recurring',
  completed: 'list +COMPLETED',
  deleted: 'list +DELETED',
  newest: 'list sort:entry-,id-',
  oldest: 'list sort:entry+',
  long: 'list',
  minimal: 'list',
  stale: 'list sort:modified+',
  ids: 'list --fields id',
  uuids: 'list --fields uuid',
  activity: 'history',
  'activity list': 'history',
  stats: 'summary',
  overview: 'summary',
  'epic status': 'tree',
  'sequence list': 'orchestrator simulate',
  // Notes, documents, tags
  comment: 'annotate',
  'comment add': 'annotate',
  'comments add': 'annotate',
  'comment list': 'info',
  comments: 'info',
  note: 'annotate',
  'plan add': 'doc write --name plan',
  'plan update': 'doc write --name plan',
  'plan show': 'doc read --name plan',
  'plan history': 'doc diff --name plan',
  'plan list': 'doc list',
  'doc add': 'doc write',
  'doc show': 'doc read',
  'doc view': 'doc read',
  'doc update': 'doc write',
  'attachment list': 'info',
  'label attach': 'modify $1 --tags +$2',
  'label add': 'modify $1 --tags +$2',
  'label detach': 'modify $1 --tags -$2',
  'label remove': 'modify $1 --tags -$2',
  'label list': 'tags',
  'label list-all': 'tags',
  labels: 'tags',
  'project list': 'projects',
  'project archive': 'archive project:$1',
  'tag list': 'tags',
  // Saved filters
  'context define': 'view set',
  'context delete': 'view delete',
  'context list': 'view list',
  'context show': 'view list',
  'context none': 'list',
  context: 'list @$1',
  // Files
  'import-findings': 'import',
  'findings import': 'import',
  'board export': 'export --format markdown',
  // Runs
  'run view': 'run show',
  'run review': 'review',
  'run watch': 'run show --watch',
  'run checkout': 'run adopt',
  'run cost': 'usage',
  'run interrupt': 'run stop',
  'run cancel': 'run stop',
  'run kill': 'run stop',
  'run logs': 'run events',
  'run log': 'run events',
  'run rerun': 'run retry',
  'run restart': 'run retry',
  'run continue': 'run resume',
  'schedule run': 'run +READY',
  sequence: 'orchestrator simulate',
  // Agents, claims, hooks
  'agent health': 'agent check',
  'agent validate': 'agent check',
  'claim start': 'claim acquire',
  'claim finish': 'claim release',
  'hook disable': 'git-hook pause',
  'hooks disable': 'git-hook pause',
  'hook enable': 'git-hook resume',
  'hooks enable': 'git-hook resume',
  // The queue and the program
  'config list': 'setting list',
  'config get': 'setting get',
  'config set': 'setting set',
  'doctor check': 'doctor',
  'mcp serve': 'mcp',
  'mcp start': 'mcp',
  'install-skills': 'connect',
  prime: 'status',
  onboard: 'status',
  quickstart: 'help',
  human: 'review',
  web: 'board',
  ui: 'board',
  browser: 'board',
  browse: 'board',
  dashboard: 'board',
  server: 'mcp',
};

/**
 * Lines that are refused with a suggestion, because Backlog does it in another way. The suggestion has the words of the
 * line in the same places as in {@link LINES}, and omits the others.
 */
export const SUGGESTED: Readonly<Record<string, string>> = {
  'project add': 'projects',
  'project create': 'projects',
  'label create': 'tags',
  'tag create': 'tags',
  'milestone list': 'projects',
  'claim gc': 'claim list',
  'run complete': 'approve $1',
  'run merge': 'approve $1',
  'run accept': 'approve $1',
  'run reject': 'run discard $1',
  'run fail': 'run discard $1',
  'run gc': 'run clean',
  'run prune': 'run clean',
  'run estimate': 'orchestrator simulate',
  'agent show': 'agent list',
  'draft create': 'add $1',
  'memory add': 'doc write workspace $2 --name memory',
  remember: 'doc write workspace $1 --name memory',
  recall: 'doc read workspace --name memory',
  'memory list': 'doc list workspace',
  'vision show': 'doc read workspace --name vision',
  roadmap: 'tree',
  progress: 'annotate $1 $2',
  claim: 'start $1',
  pass: 'lint',
  plan: 'tree',
  estimate: 'modify $1 --estimate $2',
};

/** Flags with one letter. They mean the same in every command. */
export const SHORT_FLAGS: Readonly<Record<string, string>> = {
  p: 'project',
  t: 'type',
  l: 'tags',
  a: 'agent',
  n: 'limit',
  f: 'filter',
};

/** Flags with one letter of other programs, with the long flags of these programs. They are refused with a suggestion. */
export const SHORT_ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ L: 'limit', b: 'body', c: 'text', d: 'body', m: 'text', s: 'status' },
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
  append_notes: { task_modify: '--append $' },
  max_agents: { orchestrator_start: '--agents $' },
  workers: { orchestrator_start: '--agents $' },
  repair: { doctor: '--fix' },
  verbose: { '*': '' },
  plain: { '*': '' },
};

/** Lines to suggest for a flag of another program. `$` is its value, `$1` the first of the command's other words. */
export const FLAG_LINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  status: { task_modify: 'move $1 $' },
  claim: { task_modify: 'start $1' },
  check_ac: { task_modify: 'annotate $1 "npm test: passed" --criterion $' },
  comment: { task_modify: 'annotate $1 $', task_done: 'annotate $1 $' },
  reason: { task_done: 'annotate $1 $' },
  note: { task_done: 'annotate $1 $' },
  workers: { task_start: 'orchestrator start --agents $' },
  approve: { run_show: 'approve $1' },
  file: { task_add: 'import $' },
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
