import { TASK_FORMATS, type TaskFormat } from '../../src/sources/index.ts';
import { GIVEN_LIMITS, GIVEN_ROWS } from '../../src/sources/reading/given.ts';
import { MEANT } from '../../src/sources/reading/headings.ts';
import { comingFromPage } from './coming-from-page.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about formats and the conversion of other tools' fields, from the formats themselves. */
export function formatsPage(): string {
  const foreign = TASK_FORMATS.filter(({ write }) => !write);
  const ours = TASK_FORMATS.filter(({ write }) => write);
  return [
    '# Formats',
    GENERATED,
    '<!-- played in: formats -->',
    INTRODUCTION,
    table(
      ['format', 'of', 'read', 'written', 'give it'],
      TASK_FORMATS.map(({ name, title, read, write, takes }) => [
        code(name),
        title,
        read ? 'yes' : '',
        write ? 'yes' : '',
        takes ?? '',
      ]),
    ),
    AGAIN,
    ...tables(),
    '## Writing and reading back',
    [
      'An import into an empty queue gives back what was exported. A second import of the same file changes nothing. What differs is:',
      [
        '- numbers (`id`) and the ids of criteria, which each queue gives itself;',
        '- signatures: the importer signs notes, evidence and handoffs, and whoever signed them before is their `author`;',
        '- what belongs to the other queue: claims, runs, the session of a handoff, run and commit of evidence, earlier versions of documents;',
        '- an active task, which comes as handed off, since nobody works on it here;',
        '- fields that a format does not hold:',
      ].join('\n'),
    ].join('\n\n'),
    table(
      ['format', 'does not hold'],
      ours.map(({ name, lacks }) => [code(name), lacks ? lacks.map(fieldName).join(', ') : 'nothing else']),
    ),
    ...ours.flatMap(section),
    ...foreign.filter(({ name }) => !comingFromPage(name)).flatMap(section),
    '## Coming from another tool',
    'Each page shows the import, the words of that tool beside Backlog’s, and what becomes of each field.',
    [
      ...foreign.flatMap(({ name, title, takes }) => {
        const page = comingFromPage(name);
        return page
          ? [`- [${title}](../migrate/${page}): ${code(`backlog import --format ${name} PATH`)}, ${takes}`]
          : [];
      }),
      '- [Taskwarrior](../migrate/coming-from-taskwarrior.md): the differences of commands, filters and dates',
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `\`\`\`console
$ backlog import --dry-run ../old/backlog      # says what would come in, and writes nothing
$ backlog import ../old/backlog
$ backlog import --format csv - < ../old/tasks.csv   # from standard input
$ backlog export --format markdown project:web > plan.md
\`\`\`

\`backlog import FILE\` finds out by itself what it was given; \`--format NAME\` says it. The answer tells which field became which, what was
spelled differently, and what was left out.`;

const AGAIN = `A task keeps where it came from (\`source\`: kind, list, id), and a digest of each field as it was there. So a second import of the same
changes nothing; of a row that changed there only what is news comes in, and what you changed here stays. Where both sides changed the same
field, an import writes nothing over yours: a line names both values, and \`--theirs\` takes the other one. Two projects that use
the same ids are told apart by \`--list NAME\`.

A row of a table or plan without a uuid is known by its \`id\`, or else by its file, its words and the task that it stands below. One whose words are changed
is another row. A new row that says what an open task says already is left out, and the answer names that task; \`--again\` takes such rows, and
those that are here, as new tasks. Files of ours and of Taskwarrior go by the uuid: a task that was changed here after the
row is left as it is, and said, unless you say \`--existing update\`.

What no field is for stays in \`extra\` under its own name, and so does the original of a value that says more than ours. Who wrote a note
elsewhere is its \`author\`; who imports it signs it, since a file can name anybody. Texts stay as they are.

A bad row is named with file, line or row, field and value, and nothing is imported. With \`--skip-bad\` the others come in; the bad ones
are told and written beside what was given, as \`FILE.bad.ndjson\` (\`.bad-2\` where that is there: no file is overwritten).
No link is followed out of what was given; a file has at most ${GIVEN_LIMITS.fileBytes / 1024 / 1024} MB, a folder ${GIVEN_LIMITS.files.toLocaleString('en')} files in
${GIVEN_LIMITS.depth} levels, an import ${GIVEN_ROWS.toLocaleString('en')} rows: an export of more says so, and \`backlog backup\` moves a whole queue. An import is one commit: \`backlog undo\` takes all of it back.`;

/** Returns the sections for users whose tool has no format of its own. */
function tables(): string[] {
  return [
    '## Coming from a spreadsheet, Jira, Linear, Trello or GitHub',
    table(
      ['from', 'get the file', 'import it'],
      TABLES.map(([from, get, line]) => [from, get, code(line)]),
    ),
    COLUMNS,
    table(
      ['field', 'columns that mean it'],
      Object.entries(MEANT).map(([field, names]) => [code(field), names]),
    ),
  ];
}

const TABLES = [
  ['Excel, Google Sheets', 'save as CSV (UTF-8), first line the names of the columns', 'backlog import tasks.csv'],
  ['Jira', 'export the list of issues as CSV', 'backlog import jira.csv'],
  ['Linear, Asana, Notion, Todoist', 'export as CSV', 'backlog import export.csv'],
  ['Trello', 'export the board as JSON', 'backlog import board.json'],
  [
    'GitHub issues',
    '`gh issue list --state all --limit 1000 --json number,title,body,state,stateReason,labels,assignees,comments,url,createdAt,updatedAt,closedAt > issues.json`',
    'backlog import issues.json',
  ],
  ['a GitHub project', '`gh project item-list 1 --owner NAME --format json > items.json`', 'backlog import items.json'],
  ['a checklist, Obsidian', 'the file itself', 'backlog import TODO.md'],
  ['a list without boxes, todo.txt', 'the file itself', 'backlog import --format markdown todo.txt'],
] as const;

const COLUMNS = `Columns are understood by the names below, in any case; a column \`description\` beside a title is the spec. What else a table has stays in \`extra\`,
and the answer names each such column once. \`--map "Kind of work=type"\` says what a column is, \`--map Notes=\` drops it; say it once for each column.

- Words such as \`High\`, \`Urgent\`, \`Hoch\` are priorities, \`Done\`, \`Closed\`, \`Won't do\`, \`Erledigt\`, a tick or a date of completion close a task. A task
  that is in progress or in review there comes as handed off.
- Dates are read as people write them, \`24.12.2026\`, \`12/24/2026\`, \`24/Dec/26 5:00 PM\`. Where day and month could be confused, another date in the same
  column decides; if none does, the row is refused.
- The id of a row is kept as its \`source\`. A parent, or what a task waits for, that is neither in the file nor here stays in \`extra\`, and is said.`;

/** The field `docs` is shown without the document `spec`. */
function fieldName(name: string): string {
  return name === 'docs' ? 'documents other than `spec`' : code(name);
}

function section({ name, title, remarks = [] }: TaskFormat): string[] {
  return [`### ${title} (${code(name)})`, remarks.map((line) => `- ${line}`).join('\n')];
}
