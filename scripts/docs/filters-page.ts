import { VIRTUAL_TAGS } from '../../src/domain/urgency/virtual-tags.ts';
import { LISTED } from '../../src/filter/index.ts';
import { ATTRIBUTES } from '../../src/filter/tables/attributes.ts';
import { OPERATIONS, type OperationRow, operation, spelling } from '../../src/filter/tables/operators.ts';
import { TYPES } from '../../src/filter/tables/types.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about the filter language, from the tables that the parser uses. */
export function filterReference(): string {
  return [
    '# Filters',
    GENERATED,
    '```text\nproject:web ( +bug or +OVERDUE ) ! +BLOCKED\n```',
    'A filter selects tasks. Terms side by side mean `and`. `or` and `xor` join them, `!` or `not` negates, and parentheses group. `and` binds tighter than `or`, and `or` tighter than `xor`.',
    'A filter without a status (`status:`, `end`, `+PENDING`, `+COMPLETED`, …) and without ids selects open tasks. The output reports how many closed tasks match, too; `+ANY` selects all. `backlog filter eval` takes a filter as it is written.',
    `Without a condition, lists and counts select ${code(LISTED)}. The output reports how many waiting tasks are hidden.`,
    'An invalid filter is an error with the place and the expected word. `backlog filter explain "<filter>"` shows the meaning of a filter, and with `--task 12` why it doesn\'t select task 12. Dates are in [Dates](dates.md).',
    '## Terms',
    table(['term', 'selects', 'example'], TERMS),
    '## Attributes',
    "You can shorten a name to two letters or more if only one attribute begins with them. Taskwarrior's attributes have priority.",
    table(
      ['attribute', 'type', 'meaning', 'example'],
      ATTRIBUTES.map(({ name, type, doc, example }) => [code(name), type, doc, code(example)]),
    ),
    '## Types',
    table(
      ['type', 'its values', '`attribute:value`', 'operations'],
      Object.entries(TYPES).map(([name, row]) => [
        name,
        row.expected,
        row.colon,
        row.operations.map((of) => code(spelling(operation(of)))).join(' '),
      ]),
    ),
    '## Operations',
    'Write an operation after the attribute and a dot (`due.before:friday`), or between attribute and value (`due < friday`). `>=` and regular expressions have only the second form. A negative operation also selects tasks without the attribute. Text is ordered by code points, priorities from H to none, dates by time. `due:friday` is any time of that day, `due.is:friday` its first second.',
    table(['after the attribute', 'between', 'true when the attribute', 'value'], OPERATIONS.map(operationRow)),
    '## Virtual tags',
    'Backlog computes a virtual tag for each output. It hides a stored tag of the same name, which only an import can create.',
    table(
      ['tag', 'true when', 'same as'],
      VIRTUAL_TAGS.map(({ name, doc, sameAs }) => [code(`+${name}`), doc, sameAs ? code(`+${sameAs}`) : '']),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Kinds of terms, each with an example that a test runs. */
export const TERMS: readonly (readonly string[])[] = [
  ['a word', 'tasks with the text in the description or a note; case-sensitive', code('login')],
  ['a phrase', 'the same, including blanks', code('"log in"')],
  ['a pattern', 'a regular expression; an `i` after it ignores case', `${code('/log.?in/')}, ${code('/login/i')}`],
  ['a tag', 'tasks with it, without it; upper-case names are virtual tags', code('+bug -ui')],
  ['an id, range, list or uuid', 'these tasks; several of them are a union', code('1-5 7,9 abcdef01')],
  ['attribute, modifier, value', 'see Attributes and Operations', code('due.before:eow')],
  ['attribute, operator, value', 'the same', code('due < now + 3d')],
  ['an attribute without a value', "tasks that have the attribute (only Taskwarrior's attributes)", code('project')],
  ['a saved filter', 'the tasks of the filter with that name', code('@mine')],
  ['`sort:`, `limit:`', 'every task: they sort and limit the output', code('sort:urgency-,due+ limit:10')],
];

function operationRow(row: OperationRow): string[] {
  const words = row.modifiers.map((word) => code(word === '' ? ':' : `.${word}:`)).join(' ');
  return [words, row.symbols.map(code).join(' '), row.doc, row.value];
}
