import type { FieldRow } from '../../src/domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../src/domain/fields/table.ts';
import type { KindRow } from '../../src/domain/kinds/row.ts';
import { KINDS } from '../../src/domain/kinds/table.ts';
import { code, GENERATED, table } from './markdown.ts';

/**
 * Generates the page about stored data: the fields of a task and the kinds of records, from the program's own tables.
 */
export function recordsPage(): string {
  return [
    '# What is stored',
    GENERATED,
    'Every record is checked against its kind before a commit; fields of newer versions are kept. What can be worked out (blocked, ready, urgency) is never stored.',
    '## Fields of a task',
    'Those with an argument are set by `task_add` and `task_modify`, null or "" clears them; Taskwarrior has the marked ones under the same name. How a filter asks for them: [filters.md](filters.md).',
    table(
      ['field', 'what it says', 'argument', 'Taskwarrior'],
      Object.entries<FieldRow>(TASK_FIELDS).map(([name, row]) => [
        code(name),
        row.doc,
        isSettable(row) ? row.help : '',
        row.taskwarrior ? 'yes' : '',
      ]),
    ),
    '## Kinds of records',
    table(
      ['kind', 'what it is', 'how long it stays', 'undo'],
      Object.entries<KindRow>(KINDS).map(([name, row]) => [code(name), row.doc, row.stays.says, undoText(row)]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function undoText({ undo }: KindRow): string {
  if (undo === 'never') return 'leaves it alone';
  if (undo === 'refused') return 'refuses a commit that changed one';
  return undo ? 'gives back, never grants' : 'restores it';
}
