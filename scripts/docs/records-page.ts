import type { FieldRow } from '../../src/domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../src/domain/fields/table.ts';
import type { KindRow } from '../../src/domain/kinds/row.ts';
import { KINDS } from '../../src/domain/kinds/table.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about stored data from the program's tables: the fields of a task, and the kinds of records. */
export function recordsPage(): string {
  return [
    '# Task fields and other records',
    GENERATED,
    '```sh\nbacklog info 12 --json\nbacklog list --format csv --fields id,description,due\n```',
    "Backlog validates each record before it stores it, and keeps the fields of newer versions. It computes blocked, ready and urgency; it doesn't store them.",
    '## Fields of a task',
    '`backlog add` and `backlog modify` set the fields with an argument. An empty value clears a field. The last column marks fields that Taskwarrior has, too. [Filters](filters.md) select tasks by them.',
    table(
      ['field', 'meaning', 'argument', 'Taskwarrior'],
      Object.entries<FieldRow>(TASK_FIELDS).map(([name, row]) => [
        code(name),
        row.doc,
        isSettable(row) ? row.help : '',
        row.taskwarrior ? 'yes' : '',
      ]),
    ),
    '## Kinds of records',
    table(
      ['kind', 'meaning', 'kept', 'undo'],
      Object.entries<KindRow>(KINDS).map(([name, row]) => [
        code(name),
        row.doc,
        row.stays?.says ?? 'until it is removed',
        undoText(row),
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function undoText({ undo }: KindRow): string {
  if (undo === 'never') return "doesn't change it";
  if (undo === 'refused') return 'refuses a change of one';
  return undo ? 'releases it, never grants it' : 'restores it';
}
