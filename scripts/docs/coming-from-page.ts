import { TASK_FORMATS, type TaskFormat } from '../../src/sources/index.ts';
import { code, GENERATED, table } from './markdown.ts';

/** A tool's term for a thing, and ours. */
type Words = readonly (readonly [theirs: string, ours: string])[];

interface Tool {
  /** Name of the tool's format. */
  format: string;
  file: string;
  /** One sentence with the similarities and the main difference. */
  about: string;
  give: string;
  /** Set if the tool's program is also called `backlog`. */
  sameName?: true;
  words: Words;
  /** Features of the tool that are missing or different here. */
  differs: readonly string[];
}

const COMMON = 'Backlog changes nothing in the other tool, so you can use both for a while and import again.';

const SAME_NAME =
  'Both programs have the name `backlog`. The shell starts the first one in your `PATH` (`type -a backlog` lists them). In a clone of this repository, link this one under another name: `ln -s "$PWD/plugin/bin/backlog" ~/.local/bin/bq`. Then type `bq` instead of `backlog`. `source <(bq completion bash bq)` completes it.';

const NOT_FREE =
  'A task that is in progress, in review, deferred, failed, or blocked by something other than a task gets a handoff with its status and its assignee. `backlog next` skips it until you start it (`backlog start 12`), or until it is free there at the next import. `backlog list +HANDOFF` lists these tasks.';

const TOOLS: readonly Tool[] = [
  {
    format: 'backlog-md',
    sameName: true,
    file: 'backlog-md',
    about:
      'Backlog.md keeps a Markdown file for each task in the repository; Backlog keeps one queue beside it, which all worktrees share, so no branch has another state of a task.',
    give: 'backlog',
    words: [
      ['title', '`description`, one line'],
      ['description, plan, notes, final summary', 'the documents `spec`, `plan`, `notes`, `summary`'],
      ['status In Progress', 'handed off, saying by whom: `backlog start 12` takes it up'],
      ['acceptance criteria, checked', 'acceptance criteria, met with evidence'],
      ['milestone', '`project`'],
      ['draft', 'the tag `draft`'],
      ['docs, decisions', 'documents of the workspace: `backlog doc list workspace`'],
      ['the board in the terminal', '`backlog` alone, `backlog list`'],
    ],
    differs: [
      'Statuses of your own: their word stays in `extra`; what a task is (ready, blocked, in review) is worked out.',
      'Files in git: `backlog export --to plan.md` writes a plan that you can commit.',
    ],
  },
  {
    format: 'task-master',
    file: 'task-master',
    about:
      'Task Master has a model write tasks into `tasks.json`; here your coding agent does that with `/backlog:plan`, and a queue hands the tasks out.',
    give: '.taskmaster',
    words: [
      ['title', '`description`, one line'],
      ['description, details, test strategy', 'the documents `spec`, `details`, `test-strategy`'],
      ['tag', 'the list of its source; filter by `project` or tags'],
      ['subtask 5.2', 'a task with a `parent`'],
      ['`next`', '`backlog next`, which also starts and claims it'],
      ['`parse-prd`, `expand`', '`/backlog:plan`, `/backlog:refine`'],
      ['complexity', '`estimate`, and `backlog lint` for what is too large'],
    ],
    differs: [
      'No keys of models are needed: the client that you use is the model.',
      'The words `review`, `deferred`, `blocked` stay in `extra`; blocked is worked out from dependencies.',
    ],
  },
  {
    format: 'beads',
    file: 'beads',
    about:
      'beads keeps issues in a database and as JSON lines in git; the graph of dependencies is the same idea here.',
    give: '.',
    words: [
      ['issue', 'task'],
      ['`bd ready`', '`backlog list +READY`, `backlog next`'],
      ['blocks, parent-child, discovered-from, related', '`depends`, `parent`, the links `discovered-from`, `relates`'],
      ['epic', 'a task with subtasks'],
      ['priority 0 to 4', '`priority` H, H, M, L, L'],
      ['labels', '`tags`'],
      ['tombstone', 'a deleted task'],
      ['`bd create --deps discovered-from:…`', '`backlog add … --discovered-from 12`'],
    ],
    differs: [
      'Compaction and molecules have no counterpart; `backlog export --format ndjson` gives lines for git.',
      'A claim is a lease with files, not only an assignee.',
    ],
  },
  {
    format: 'osmove',
    sameName: true,
    file: 'osmove-backlog',
    about:
      'osmove’s backlog keeps tasks and subtasks as YAML, with claims of paths; here claims are leases that are renewed while somebody works, and edits are checked against them.',
    give: '.backlog',
    words: [
      ['task, subtask', 'task, task with a `parent`'],
      ['P0, P1, P2, P3', '`priority` H, H, M, L'],
      ['status released, done', 'completed'],
      ['archived', 'deleted; undo brings it back'],
      ['scopes', '`scope`'],
      ['done when', 'acceptance criteria'],
      ['`claim start`', '`backlog start 12`, `backlog claim acquire`'],
      ['sources', 'not synchronised; import again'],
    ],
    differs: [
      'Estimates of planning (risk, score) stay in `extra`.',
      'Users and agents of its configuration are not taken: `backlog agent list`.',
    ],
  },
  {
    format: 'backlog-runner',
    file: 'backlog-runner',
    about:
      'backlog-runner gives tasks from YAML files to workers of its own; here a run is one attempt in a worktree, reviewed by you before it is merged.',
    give: 'backlog',
    words: [
      ['task specification', 'task, with the document `spec`'],
      ['candidate in the inbox', 'a task with the tag `candidate`'],
      ['touch paths', '`scope`'],
      ['validation profile', '`checks`, which a person defines'],
      ['status notes', 'notes'],
      ['superseded', 'deleted'],
      ['planned', 'pending; their word stays in `extra`'],
      ['`backlog-runner run`', '`backlog orchestrator start`, `backlog run 12`'],
    ],
    differs: [
      'Merging is a step of its own that you approve.',
      'Its planner passes have no counterpart: `/backlog:plan`, `/backlog:refine`.',
    ],
  },
  {
    format: 'backloghq',
    sameName: true,
    file: 'backloghq-backlog',
    about: 'backloghq’s backlog has Taskwarrior’s words, as this has; most filters go on to mean the same.',
    give: '~/.claude/backlog',
    words: [
      ['uuid', 'the same uuid'],
      ['document', 'the document `spec`'],
      ['annotation', 'note'],
      ['agent', '`agent`'],
      ['archived', 'the same task, closed; `backlog archive` puts closed ones aside'],
      ['recurring, instance', 'template, instance'],
    ],
    differs: [
      'What differs from Taskwarrior’s language: [coming from Taskwarrior](coming-from-taskwarrior.md).',
      'Starting a task claims it with its files.',
    ],
  },
  {
    format: 'mazen160',
    sameName: true,
    file: 'mazen160-backlog',
    about:
      'mazen160’s backlog keeps tasks, plans and comments in SQLite; here they are in a log that any number of processes append to.',
    give: 'backlog.db',
    words: [
      ['TASK-12', 'task; the id stays as its source'],
      ['P1 to P5', '`priority`; the figure stays in `extra`'],
      ['todo, doing, done', 'pending, handed off, completed'],
      ['plan and its versions', 'the document `plan` and its versions'],
      ['comment', 'note'],
      ['label', 'tag'],
      ['findings', 'tasks: `backlog import findings.json`'],
    ],
    differs: [
      'It has no dependencies and no parents: `backlog modify 12 --depends 3` after the import.',
      'Memory, documents of projects and the activity log are left, and said.',
    ],
  },
];

/** The name of the page about the tool of a format, in `docs/migrate/`; undefined if the format is not that of one tool. */
export function comingFromPage(format: string): string | undefined {
  const tool = TOOLS.find((one) => one.format === format);
  return tool && `coming-from-${tool.file}.md`;
}

/** Pages `docs/migrate/coming-from-NAME.md` for every tool whose files can be imported. */
export const COMING_FROM: Readonly<Record<string, () => string>> = Object.fromEntries(
  TOOLS.map((tool) => [
    `docs/migrate/${comingFromPage(tool.format)}`,
    () => pageOf(tool, TASK_FORMATS.find(({ name }) => name === tool.format)!),
  ]),
);

function pageOf(
  { format, about, give, sameName, words, differs }: Tool,
  { title, takes = '', remarks = [], columns = {} }: TaskFormat,
): string {
  const fields = Object.entries(columns).flatMap(([record, all]) =>
    Object.entries(all)
      .filter(([, { to }]) => to !== 'left')
      .map(([field, { to, note = '' }]) => [record, code(field), target(to), note]),
  );
  return [
    `# Coming from ${title}`,
    GENERATED,
    `<!-- played in: from-${format} -->`,
    about,
    ...(sameName ? [SAME_NAME] : []),
    '## Import',
    `Give \`backlog import\` ${takes}. The first line only shows the tasks:`,
    `\`\`\`sh\nbacklog import --format ${format} --dry-run ${give}\nbacklog import --format ${format} ${give}\n\`\`\``,
    `${COMMON} A second import takes only what changed there, and keeps your own changes. One import is one change: \`backlog undo\` undoes it.`,
    '## Words',
    table([`in ${title}`, 'in Backlog'], words),
    '## Fields',
    remarks.map((line) => `- ${line}`).join('\n'),
    NOT_FREE,
    'Values without a field are kept in `extra`, under their own names.',
    ...(fields.length > 0 ? [table(['in', 'field', 'becomes', 'note'], fields)] : []),
    '## Differences',
    differs.map((line) => `- ${line}`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The field or document that takes a tool's field. */
function target(to: string): string {
  if (to.startsWith('docs.')) return `document ${code(to.slice('docs.'.length))}`;
  return to
    .split(', ')
    .map((field) => code(field === 'plans' ? 'docs' : field))
    .join(', ');
}
