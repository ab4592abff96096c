import { VIRTUAL_TAGS } from '../../src/domain/urgency/virtual-tags.ts';
import { ATTRIBUTES } from '../../src/filter/tables/attributes.ts';
import { OPERATIONS, type OperationRow, operation, spelling } from '../../src/filter/tables/operators.ts';
import { TYPES } from '../../src/filter/tables/types.ts';
import { datesReference } from './dates.ts';
import { code, GENERATED, table } from './markdown.ts';
import { urgencyReference } from './urgency.ts';

/** Generates the page about the filter language, from the tables that the parser uses. */
export function filterReference(): string {
  return [
    '# Filters',
    GENERATED,
    'A filter is terms side by side (`and`), joined by `or` and `xor`, negated by `!` or `not`, grouped by parentheses: `project:web ( +bug or +OVERDUE ) ! +BLOCKED`. `and` binds tighter than `or`, `or` tighter than `xor`. A filter that names no status (`status:`, `end`, `+PENDING`, `+COMPLETED`, …) and no ids means open tasks where tasks are listed, counted or changed; the answer says how many closed ones match besides, and `+ANY` asks for all. Without a filter `task_list` lists the pending ones. Evaluation over a file (`filter_eval`) takes a filter as it is written.',
    'What cannot be read is an error with its place and what was expected; nothing is guessed. `backlog filter explain "<filter>"` shows what a filter means here and now, `--task 12` why it does not select a task.',
    '## Terms',
    table(['term', 'selects', 'example'], TERMS),
    '## Attributes',
    'Names may be cut to two letters or more while only one attribute begins so; Taskwarrior’s come first.',
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
    'After the attribute and a dot (`due.before:friday`), or between attribute and value (`due < friday`; `>=` and regular expressions only so). The negative ones are complements: they hold for tasks without the attribute too. Order takes text by code points, priorities from H down to none, dates as instants; `due:friday` is any time of that day, `due.is:friday` its first second.',
    table(['after the attribute', 'between', 'true when the attribute', 'value'], OPERATIONS.map(operationRow)),
    '## Virtual tags',
    'Not stored, but worked out for each answer. A virtual tag hides a stored tag of the same name, which only an import can bring: nothing else gives a task one.',
    table(
      ['tag', 'true when', 'same as'],
      VIRTUAL_TAGS.map(({ name, doc, sameAs }) => [code(`+${name}`), doc, sameAs ? code(`+${sameAs}`) : '']),
    ),
    ...datesReference(),
    ...urgencyReference(),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Kinds of terms, each with an example that the tests run. */
export const TERMS: readonly (readonly string[])[] = [
  ['a word', 'tasks with the text in the description or an annotation; case counts', code('login')],
  ['a phrase', 'likewise, blanks included', code('"log in"')],
  [
    'a pattern',
    'a regular expression instead; with an `i` behind it, case does not count',
    `${code('/log.?in/')}, ${code('/login/i')}`,
  ],
  ['a tag', 'tasks with it, without it; upper-case names of the table below are virtual', code('+bug -ui')],
  ['an id, range, list or uuid', 'these tasks; side by side they are a union', code('1-5 7,9 abcdef01')],
  ['attribute, modifier, value', 'see the tables below', code('due.before:eow')],
  ['attribute, operator, value', 'likewise', code('due < now + 3d')],
  ['an attribute alone', 'tasks that have one (Taskwarrior’s attributes only)', code('project')],
  ['a saved filter', 'what the filter of that name selects', code('@mine')],
  ['`sort:`, `limit:`', 'every task: they say how to show what was found', code('sort:urgency-,due+ limit:10')],
];

function operationRow(row: OperationRow): string[] {
  const words = row.modifiers.map((word) => code(word === '' ? ':' : `.${word}:`)).join(' ');
  return [words, row.symbols.map(code).join(' '), row.doc, row.value];
}
