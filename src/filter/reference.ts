import { VIRTUAL_TAGS } from '../domain/virtual-tags.ts';
import { ATTRIBUTES } from './attributes.ts';
import { DIFFERENCES } from './differences.ts';
import { OPERATIONS, type OperationRow, operation } from './operators.ts';
import { TYPES } from './types.ts';

/** The language on one page, in Markdown, from the tables that it is read with. */
export function filterReference(): string {
  return [
    '# Filters',
    'A filter is terms side by side (`and`), joined by `or` and `xor`, negated by `!` or `not`, grouped by parentheses. The empty filter selects every task, closed ones included.',
    '## Terms',
    table(['term', 'selects', 'example'], TERMS),
    '## Attributes',
    table(
      ['attribute', 'type', 'meaning', 'example'],
      ATTRIBUTES.map(({ name, type, doc, example }) => [code(name), type, doc, code(example)]),
    ),
    '## Types',
    table(
      ['type', 'its values', 'operations'],
      Object.entries(TYPES).map(([name, row]) => [
        name,
        row.expected,
        row.operations.map((of) => code(spelling(operation(of)))).join(' '),
      ]),
    ),
    '## Operations',
    table(['after the attribute', 'between', 'true when the attribute', 'value'], OPERATIONS.map(operationRow)),
    '## Virtual tags',
    table(
      ['tag', 'true when', 'same as'],
      VIRTUAL_TAGS.map(({ name, doc, sameAs }) => [code(`+${name}`), doc, sameAs ? code(`+${sameAs}`) : '']),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** What is different from Taskwarrior, in Markdown. */
export function differencesPage(): string {
  const rows = DIFFERENCES.map((row) => [code(row.example), row.theirs, row.ours, row.reason]);
  return `# Coming from Taskwarrior\n\n${table(['filter', 'in Taskwarrior', 'here', 'why'], rows)}\n`;
}

/** Kinds of terms, each with an example that the tests run. */
export const TERMS: readonly (readonly string[])[] = [
  ['a word', 'tasks with the text in the description or an annotation; case counts', code('login')],
  ['a phrase', 'likewise, blanks included', code('"log in"')],
  ['a pattern', 'a regular expression instead', code('/log.?in/')],
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

function spelling({ modifiers, symbols }: OperationRow): string {
  return modifiers[0] || symbols[0] || '';
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
