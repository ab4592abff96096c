import { TASK_FORMATS, type TaskFormat } from '../../src/sources/index.ts';
import { GIVEN_LIMITS, GIVEN_ROWS } from '../../src/sources/reading/given-limits.ts';
import { comingFromPage } from './coming-from-page.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about formats from the table of formats. */
export function formatsPage(): string {
  const ours = TASK_FORMATS.filter(({ write }) => write);
  const unpaged = TASK_FORMATS.filter(({ name, write }) => !write && !comingFromPage(name));
  return [
    '# Formats',
    GENERATED,
    '<!-- played in: formats -->',
    INTRODUCTION,
    table(
      ['format', 'tool', 'import', 'export', 'file'],
      TASK_FORMATS.map(({ name, title, read, write, files, takes }) => [
        code(name),
        title,
        read ? 'yes' : '',
        write ? 'yes' : files ? 'a folder' : '',
        takes ?? '',
      ]),
    ),
    '[Migrate](../migrate/README.md) has a page for each other tool, and one for spreadsheets and issue trackers.',
    '## Import the same file again',
    AGAIN,
    '## Bad rows and limits',
    LIMITS,
    '## Export and import back',
    [
      'An import of an export into an empty queue gives the same tasks. A second import of it changes nothing. These parts differ:',
      [
        '- Ids of tasks and criteria are new, because each queue assigns its own.',
        '- The importer is the author of notes, evidence and handoffs. Their previous author is in the field `author`.',
        '- Claims, runs, the session of a handoff, the run and commit of evidence, and earlier versions of documents stay in the other queue.',
        '- An active task has a handoff, because nobody works on it here.',
        '- A format lacks some fields:',
      ].join('\n'),
    ].join('\n\n'),
    table(
      ['format', 'missing fields'],
      ours.map(({ name, lacks }) => [code(name), lacks ? lacks.map(fieldName).join(', ') : 'none']),
    ),
    ...ours.flatMap(section),
    ...unpaged.flatMap(section),
    '## Real files in the tests',
    REAL,
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `\`\`\`console
$ backlog import --dry-run ../old/backlog      # shows the tasks, writes nothing
$ backlog import ../old/backlog
$ backlog import --format csv - < ../old/tasks.csv   # from standard input
$ backlog export --format markdown project:web > plan.md
\`\`\`

\`backlog import FILE\` detects the format; \`--format NAME\` names it. The output lists the field that each column became, changed spellings, and parts that
were left out. \`backlog export --to FILE\` writes the format of the file's ending (JSON for an unknown one), and replaces only an earlier export. An
ending of a format that Backlog doesn't write, such as \`.org\`, needs \`--format\`.`;

const AGAIN = `A task records its source (\`source\`: kind, list, id) and the value of each field. So a second import of the same file changes nothing.

- Backlog imports the fields that changed in the file, and keeps the fields that you changed.
- If both sides changed tags, dependencies, links, criteria or different paragraphs of a text, all changes stay. For another field, Backlog keeps your value and prints both. \`--theirs\` takes the value of the file.
- \`--list NAME\` separates two projects that use the same ids.
- A row without a uuid is identified by its \`id\`, or by its file, its text, and its parent task or project. A row with another text is a new row.
- The name of a file is its path in the repository, so the folder of the call and the worktree don't matter. Backlog recognises a file that moved, or was cut in two, by its content. The same goes for uploads, standard input and the next export: \`issues (1).csv\`, \`issues-2026-11-28.csv\`.
- A tool can give a task another id, such as a promoted draft of Backlog.md or a new prefix of beads. Then its words and its time of creation identify it.
- An import leaves out rows that are older than the last import, and values of a file in an older worktree. It lists them. \`--theirs\` takes them.
- Backlog skips a new row with the text of an open task, and names that task. \`--again\` imports such rows as new tasks.
- In files of Backlog and Taskwarrior, the uuid identifies a task. Backlog skips a row that is older than the task, and reports it. \`--existing update\` imports it.

Values without a field are kept in \`extra\`, and so is the original of a value that would lose detail. The author of a note elsewhere becomes its \`author\`; you
are the author of the import, because a file can name anyone.`;

const LIMITS = `A value that doesn't fit its field, such as an impossible date, refuses no file of another tool. Backlog reports it and keeps it in \`extra\`. It leaves out and reports a row
without an id or a description, or one that can't be parsed. If every row is bad, it imports nothing.

Rows in Backlog's own formats, in Markdown and in the arguments of a call are stricter, because their author can correct them. If such a row is bad, Backlog imports nothing, and names the
file, the line, the field and the value. \`--skip-bad\` imports the other rows. For every format, it writes the bad ones to \`FILE.bad.ndjson\`. It overwrites no file.

- A reference to an unknown task, or to an id of several rows, refuses no file. Backlog leaves it out, reports it and keeps it in \`extra\`.
- A row with the id of an earlier row becomes a task of its own. Backlog leaves out a row that equals an earlier one, and reports both.
- A row that would close a task of another agent is left out and reported. It arrives with the next import after the agent has released the task.
- Lines above the header of a table, such as an address, are left out and reported. Missing cells at the end of a row are empty, with a message.
- A file has at most ${GIVEN_LIMITS.fileBytes / 1024 / 1024} MB. A folder has at most ${GIVEN_LIMITS.files.toLocaleString('en')} files in ${GIVEN_LIMITS.depth} levels. Links that lead out of it aren't followed.
- An import has at most ${GIVEN_ROWS.toLocaleString('en')} rows. \`backlog backup\` moves a larger queue.
- An import is one change: \`backlog undo\` undoes it.`;

/** The files behind the tests. `test/sources/corpus/corpus.test.ts` compares these figures with its own. */
const REAL = `The tests draw files with the shapes of public ones: their keys, types, edges, dates and line ends, in words of their own. Each file is imported
twice, then with one task done in it, exported, imported into another queue and exported again. Nothing may double, only that task may change, no file may be refused, and both exports must be the same text.

| format | public files counted | rows in them | shapes |
| --- | --- | --- | --- |
| beads | 47 | 4,810 | 37 |
| Task Master | 12 | 1,958 | 26 |
| Backlog.md | 1,798 | 1,798 | 39 |
| Markdown | 52 | 2,125 | 33 |
| Org | 4 | 74 | 35 |
| todo.txt | 0 | 0 | 22 |
| a board of Trello | 6 | 1,607 | 16 |
| \`gh issue list --json\` | 2 | 48 | 19 |
| CSV of Linear | 1 | 28 | 19 |
| CSV of Jira | 3 | 792 | 20 |
| CSV of Asana | 3 | 516 | 18 |
| CSV of Plane | 1 | 1 | 17 |
| CSV of a table by hand | 4 | 55 | 17 |
| CSV of rows for GitHub | 3 | 47 | 14 |
| CSV of ClickUp | 0 | 0 | 21 |
| CSV of a sheet of Monday | 0 | 0 | 17 |
| a folder of Notion | 0 | 0 | 18 |
| a folder of Notion with its own title | 0 | 0 | 18 |
| CSV of Pivotal Tracker | 0 | 0 | 23 |
| CSV of Pivotal Tracker before 2013 | 0 | 0 | 23 |
| CSV of Todoist | 0 | 0 | 22 |
| CSV of Todoist before 2023 | 0 | 0 | 22 |

A format with no counted file has the shapes of its documentation, and of the importers of other programs.`;

/** Returns the field's name. For `docs`, mentions that the spec isn't included. */
function fieldName(name: string): string {
  return name === 'docs' ? 'documents other than `spec`' : code(name);
}

function section({ name, title, remarks = [] }: TaskFormat): string[] {
  return [`### ${title} (${code(name)})`, remarks.map((line) => `- ${line}`).join('\n')];
}
