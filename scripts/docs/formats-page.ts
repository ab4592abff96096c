import { FORMATS, type Format } from '../../src/sources/index.ts';
import { GIVEN_LIMITS } from '../../src/sources/reading/given.ts';
import { code, GENERATED, table } from './markdown.ts';

/** What is read and written, and what becomes of the fields of other tools, in Markdown, from the formats themselves. */
export function formatsPage(): string {
  const foreign = FORMATS.filter(({ write }) => !write);
  const ours = FORMATS.filter(({ write }) => write);
  return [
    '# Formats',
    GENERATED,
    '<!-- played in: formats -->',
    INTRODUCTION,
    table(
      ['format', 'of', 'read', 'written', 'give it'],
      FORMATS.map(({ name, title, read, write, takes }) => [
        code(name),
        title,
        read ? 'yes' : '',
        write ? 'yes' : '',
        takes ?? '',
      ]),
    ),
    AGAIN,
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
    ...foreign.flatMap((format) => [...section(format), ...mapping(format)]),
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
changes nothing; of a row that changed there only what is news comes in, and what you changed here stays. Two projects that use
the same ids are told apart by \`--list NAME\`. Files of ours and of Taskwarrior go by the uuid: a task that was changed here after the
row is left as it is, and said, unless you say \`--existing update\`.

What no field is for stays in \`extra\` under its own name, and so does the original of a value that says more than ours. Who wrote a note
elsewhere is its \`author\`; who imports it signs it, since a file can name anybody. Texts stay as they are.

A bad row is named with file, line or row, field and value, and nothing is imported. With \`--skip-bad\` the others come in; the bad ones
are told and written beside what was given, as \`FILE.bad.ndjson\` (\`.bad-2\` where that is there: no file is overwritten).
No link is followed out of what was given; a file has at most ${GIVEN_LIMITS.fileBytes / 1024 / 1024} MB, a folder ${GIVEN_LIMITS.files.toLocaleString('en')} files in
${GIVEN_LIMITS.depth} levels, an import 50,000 rows. An import is one commit: \`backlog undo\` takes all of it back.`;

/** `docs` are those beside the specification. */
function fieldName(name: string): string {
  return name === 'docs' ? 'documents other than `spec`' : code(name);
}

function section({ name, title, takes, remarks = [], write }: Format): string[] {
  const heading = write ? `### ${title} (${code(name)})` : `## Coming from ${title}`;
  const call = write ? [] : [`\`backlog import --format ${name} PATH\`: ${takes}.`];
  return [heading, ...call, remarks.map((line) => `- ${line}`).join('\n')];
}

function mapping({ columns = {} }: Format): string[] {
  const rows = Object.entries(columns).flatMap(([record, fields]) =>
    Object.entries(fields)
      .filter(([, { to }]) => to !== 'left')
      .map(([field, { to, note = '' }]) => [record, code(field), target(to), note]),
  );
  return [table(['in', 'field', 'becomes', ''], rows)];
}

function target(to: string): string {
  if (to.startsWith('docs.')) return `document ${code(to.slice('docs.'.length))}`;
  return to
    .split(', ')
    .map((field) => code(field === 'plans' ? 'docs' : field))
    .join(', ');
}
