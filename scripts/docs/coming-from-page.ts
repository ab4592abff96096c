import { TASK_FORMATS, type TaskFormat } from '../../src/sources/index.ts';
import { code, GENERATED, table } from './markdown.ts';

/** A tool's word for a thing, and Backlog's word. */
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
  /** Features of the tool that are missing or different in Backlog. */
  differs: readonly string[];
}

const COMMON = 'Backlog changes nothing in the other tool, so you can use both for a while and import again.';

const SAME_NAME =
  'Both programs have the name `backlog`. The shell starts the first one in your `PATH` (`type -a backlog` lists them). In a clone of this repository, link this one under another name: `ln -s "$PWD/plugin/bin/backlog" ~/.local/bin/bq`. Then type `bq` instead of `backlog`. `source <(bq completion bash bq)` completes it.';

const NOT_FREE =
  'A task in progress, in review, deferred or failed gets a handoff with its status and its assignee. A task that is blocked by anything but a task gets one, too. `backlog next` skips these tasks. One is free again after `backlog start 12`, or after an import in which it is free there. `backlog list +HANDOFF` lists them.';

const TOOLS: readonly Tool[] = [
  {
    format: 'backlog-md',
    sameName: true,
    file: 'backlog-md',
    about:
      'Backlog.md keeps a Markdown file for each task in the repository. Backlog keeps one queue beside the repository. All worktrees share it, so a task has the same status in every branch.',
    give: 'backlog',
    words: [
      ['title', '`description`, one line'],
      ['description, plan, notes, final summary', 'the documents `spec`, `plan`, `notes`, `summary`'],
      ['status In Progress', 'pending, with a handoff that names the assignee; `backlog start 12` continues it'],
      ['acceptance criteria, checked', 'acceptance criteria, met with evidence'],
      ['milestone', '`project`'],
      ['draft', 'the tag `draft`'],
      ['docs, decisions', 'documents of the workspace: `backlog doc list workspace`'],
      ['the board in the terminal', '`backlog board --tty`'],
    ],
    differs: [
      'The words of your own statuses stay in `extra`. Backlog computes whether a task is ready, blocked or in review.',
      "Tasks aren't files in git. To keep the folder beside the queue, [synchronise it](../how-to/sync-a-file.md): `backlog sync backlog`.",
    ],
  },
  {
    format: 'task-master',
    file: 'task-master',
    about:
      'Task Master uses a model to write tasks into `tasks.json`. Here, your coding agent writes them into the queue with `/backlog:plan`.',
    give: '.taskmaster',
    words: [
      ['title', '`description`, one line'],
      ['description, details, test strategy', 'the documents `spec`, `details`, `test-strategy`'],
      ['tag', 'the list of its source: `backlog list source:TAG`'],
      ['subtask 5.2', 'a task with a `parent`'],
      ['`next`', '`backlog next`, which also starts and claims it'],
      ['`parse-prd`, `expand`', '`/backlog:plan`, `/backlog:refine`'],
      ['complexity', '`estimate`, and `backlog lint` for large tasks'],
    ],
    differs: [
      'You need no keys for models: your client has the model.',
      'The words `review`, `deferred` and `blocked` stay in `extra`. Dependencies decide whether a task is blocked.',
    ],
  },
  {
    format: 'beads',
    file: 'beads',
    about: 'beads keeps issues in a Dolt database and exports them as JSON lines. Dependencies work the same way here.',
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
      'Compaction and molecules have no counterpart. `backlog export --format ndjson` writes lines for git.',
      'A claim covers files and expires; it is more than an assignee.',
    ],
  },
  {
    format: 'osmove',
    sameName: true,
    file: 'osmove-backlog',
    about:
      "osmove's backlog keeps tasks and subtasks as YAML, with claims of paths. Here, Backlog renews a claim while its holder works, and checks edits against it.",
    give: '.backlog',
    words: [
      ['task, subtask', 'task, task with a `parent`'],
      ['P0, P1, P2, P3', '`priority` H, H, M, L'],
      ['status released, done', 'completed'],
      ['archived', 'deleted; undo restores it'],
      ['scopes', '`scope`'],
      ['done when', 'acceptance criteria'],
      ['`claim start`', '`backlog start 12`, `backlog claim acquire`'],
      ['sources', 'not imported; `backlog source add` keeps issues of GitHub and Jira in step'],
    ],
    differs: [
      'Estimates of planning (risk, score) stay in `extra`.',
      "Users and agents of its configuration aren't imported. `backlog agent list` lists the agents here.",
    ],
  },
  {
    format: 'backlog-runner',
    file: 'backlog-runner',
    about:
      'backlog-runner gives tasks from YAML files to its workers. Here, a run is one attempt in a worktree, with a result that you or your rules approve.',
    give: 'backlog',
    words: [
      ['task spec', 'task, with the document `spec`'],
      ['candidate in the inbox', 'a task with the tag `candidate`'],
      ['touch paths', '`scope`'],
      ['validation profile', '`checks`, which a person defines'],
      ['status notes', 'notes'],
      ['superseded', 'deleted'],
      ['planned', 'pending; their word stays in `extra`'],
      ['`backlog-runner run`', '`backlog orchestrator start`, `backlog run 12`'],
    ],
    differs: [
      'You, or [rules](../how-to/let-results-land-by-rule.md) of yours, approve a result before it is merged.',
      'Its planner passes are [passes](../how-to/let-passes-look-for-work.md) here. Their proposals wait in the inbox.',
    ],
  },
  {
    format: 'backloghq',
    sameName: true,
    file: 'backloghq-backlog',
    about: "backloghq's backlog uses Taskwarrior's words, and so does Backlog. Most filters mean the same.",
    give: '~/.claude/backlog',
    words: [
      ['uuid', 'the same uuid'],
      ['document', 'the document `spec`'],
      ['annotation', 'note'],
      ['agent', '`agent`'],
      ['archived', 'the same task, closed; `backlog archive` archives closed tasks'],
      ['recurring, instance', 'template, instance'],
    ],
    differs: [
      'Filters have a few [differences from Taskwarrior](coming-from-taskwarrior.md).',
      'Starting a task claims it with its files.',
    ],
  },
  {
    format: 'mazen160',
    sameName: true,
    file: 'mazen160-backlog',
    about:
      "mazen160's backlog keeps tasks, plans and comments in SQLite. Backlog keeps them in a log, to which many processes can write.",
    give: 'backlog.db',
    words: [
      ['TASK-12', 'task; the id stays as its source'],
      ['P1 to P5', '`priority`; the figure stays in `extra`'],
      ['todo, doing, done', 'pending, pending with a handoff, completed'],
      ['plan and its versions', 'the document `plan` and its versions'],
      ['comment', 'note'],
      ['label', 'tag'],
      ['findings', 'tasks: `backlog import findings.json`'],
    ],
    differs: [
      'It has no dependencies and no parents. Add them after the import: `backlog modify 12 --depends 3`.',
      'Memory, documents of projects and the activity log are left out, with a message.',
    ],
  },
];

/**
 * Returns the name of the page in `docs/migrate/` about a format's tool; undefined if the format doesn't belong to one
 * tool.
 */
export function comingFromPage(format: string): string | undefined {
  const tool = TOOLS.find((one) => one.format === format);
  return tool && `coming-from-${tool.file}.md`;
}

/** The pages `docs/migrate/coming-from-NAME.md`, one for each tool whose files can be imported. */
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
    `\`backlog import\` reads ${takes}. With \`--dry-run\`, it only shows the tasks:`,
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

/** Formats the field or document that an import uses for a tool's field. */
function target(to: string): string {
  if (to.startsWith('docs.')) return `document ${code(to.slice('docs.'.length))}`;
  return to
    .split(', ')
    .map((field) => code(field === 'plans' ? 'docs' : field))
    .join(', ');
}
