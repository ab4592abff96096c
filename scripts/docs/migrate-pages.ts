import { ISSUES_OF_GITHUB } from '../../src/commands/task/exchange/missing-file.ts';
import { DEFAULT_TOOLSETS } from '../../src/interfaces/mcp/offered.ts';
import { TASK_FORMATS } from '../../src/sources/index.ts';
import { MEANT } from '../../src/sources/reading/headings.ts';
import { comingFromPage } from './coming-from-page.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the index of the pages about other tools. */
export function migratePage(): string {
  return [
    '# Migrate to Backlog',
    GENERATED,
    '<!-- played in: formats -->',
    '```sh\nbacklog import --dry-run ../old/backlog      # shows the tasks, writes nothing\nbacklog import ../old/backlog\nbacklog undo                                  # undoes the whole import\n```',
    'Backlog changes nothing in the other tool. Use both for a while: import again, and only changes are imported. Your own changes stay.',
    table(
      ['tool', 'page', 'give to `backlog import`'],
      [
        ...TASK_FORMATS.flatMap(({ name, title, takes = '' }) => {
          const page = comingFromPage(name);
          return page ? [[title, `[${page}](${page})`, takes]] : [];
        }),
        ['Taskwarrior', '[coming-from-taskwarrior.md](coming-from-taskwarrior.md)', 'the output of `task export`'],
        [
          'Excel, Google Sheets, Jira, Linear, Asana, Monday, Notion, Pivotal Tracker, Todoist, Trello, GitHub, a checklist',
          '[coming-from-tables.md](coming-from-tables.md)',
          'an export as CSV, JSON or Markdown',
        ],
      ],
    ),
    '## Tools for models',
    TOOLS,
    '[Words of other programs](words.md) lists lines of `gh`, Taskwarrior, Backlog.md, beads and others, with the lines that Backlog runs.',
    '[Formats](../reference/formats.md) explains repeated imports, bad rows and limits. [Compared](../explanation/compared.md) helps you decide whether to switch.',
  ]
    .join('\n\n')
    .concat('\n');
}

const TOOLS = `Some task servers offer all their tools at once. Backlog offers ${code(DEFAULT_TOOLSETS.join(', '))} by default, because each tool costs context. The tools for goals
and for administration are left out. At the command line, you have every command. To let a model have more tools:

- \`backlog connect codex --toolsets core,queue,goals\` chooses the [toolsets](../reference/mcp.md#toolsets) of a client.
- For the plugin of Claude Code, set the variable in \`~/.claude/settings.json\`: \`{"env": {"BACKLOG_TOOLS": "core,queue,goals"}}\`.`;

/** Generates the page for users whose tool exports a table or a list. */
export function tablesPage(): string {
  return [
    '# Coming from a spreadsheet or an issue tracker',
    GENERATED,
    table(
      ['from', 'get the file', 'import it'],
      TABLES.map(([from, get, line]) => [from, get, code(line)]),
    ),
    COLUMNS,
    table(
      ['field', 'columns'],
      Object.entries(MEANT).map(([field, names]) => [OTHER_FIELDS[field] ?? code(field), names]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

const TABLES = [
  ['Excel, Google Sheets', 'save as CSV (UTF-8), with the column names in the first line', 'backlog import tasks.csv'],
  ['Jira', 'export the list of issues as CSV or XML', 'backlog import jira.csv'],
  ['Linear, Asana, ClickUp, Pivotal Tracker, Plane, Todoist, GitLab', 'export as CSV', 'backlog import export.csv'],
  ['Monday', 'export the board, and save its sheet as CSV', 'backlog import board.csv'],
  ['Notion', 'export as Markdown & CSV, and unpack it', 'backlog import Export'],
  ['Trello', 'export the board as JSON', 'backlog import board.json'],
  ['GitHub issues', ISSUES_OF_GITHUB, 'backlog import issues.json'],
  ['a GitHub project', '`gh project item-list 1 --owner NAME --format json > items.json`', 'backlog import items.json'],
  ['a checklist, Obsidian', 'the file itself', 'backlog import TODO.md'],
  ['todo.txt', 'the file itself', 'backlog import todo.txt'],
  ['a list without boxes', 'the file itself', 'backlog import --format markdown list.txt'],
  ['Emacs Org', 'the file itself', 'backlog import plan.org'],
] as const;

/** Names in the table of columns that aren't fields of the row's task. */
const OTHER_FIELDS: Readonly<Record<string, string>> = {
  blocks: '`depends` of the tasks that the cell names',
  archived: '`status`: deleted, unless the list or a label means done',
};

const COLUMNS = `## Columns

Backlog recognizes the column names below, in any case. A column \`description\` beside a title is the spec. Values of other columns are kept in \`extra\`, and the
output names each such column. \`--map "Kind of work=type"\` assigns a column to a field, \`--map Notes=\` drops it. Repeat the flag for each column.

- Words such as \`High\`, \`Urgent\` and \`Hoch\` are priorities. \`Done\`, \`Closed\`, \`Won't do\`, \`Erledigt\`, a tick or a completion date close a task.
- A task that is in progress or in review there gets a handoff here.
- Dates have their usual forms: \`24.12.2026\`, \`12/24/2026\`, \`24/Dec/26 5:00 PM\`. If day and month are ambiguous, another date of the same column decides, or one of the table.
  If none does, the date stays in \`extra\` and is reported. A date column can also end in \`at\`, \`on\`, \`date\` or \`time\`: \`resolution_date\`, \`updatedAt\`.
- A zone such as \`(CET)\`, \`EST\` or \`+0100\` is read. A date with another zone is kept in \`extra\` and reported.
- A period (\`December 20, 2026 → December 24, 2026\`) is due at its end; its begin is \`scheduled\`.
- The id of a row is kept in \`source\`. A parent or a dependency that is neither in the file nor in the queue is kept in \`extra\` and reported.`;
