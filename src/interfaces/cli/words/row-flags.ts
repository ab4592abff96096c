import { didYouMean } from '../../../base/nearest.ts';
import type { CommandRow } from '../../../commands/index.ts';
import type { RowsAsked } from '../../../commands/rows.ts';
import { refuse } from '../../../domain/errors.ts';
import { ROW_FORMATS } from '../../../text/rows/formats.ts';
import { refuseBare, refuseInstead, refuseTwice, refuseUseless } from '../refusals/slip.ts';
import { flagIn, isGlobal } from './global-flags.ts';

/** Flags of every list, in addition to the fields of its command. */
export const ROW_FLAGS = {
  fields: {
    means: 'Only these fields of each row: id,description; a nested one with a dot: run.state',
    value: 'NAMES',
  },
  format: { means: `Output format: text, json, ${Object.keys(ROW_FORMATS).join(', ')}`, value: 'FORMAT' },
} as const;

/** The values of `--format`. */
export const ROW_FORMAT_NAMES = ['text', 'json', ...Object.keys(ROW_FORMATS)] as const;

/** The default format if the call names fields: a table on a terminal. A pipe gets JSON. */
export const TABLE_FORMAT = 'table';

/** The values of the flags for rows, as the person typed them. */
export interface RowWords {
  fields?: string;
  format?: string;
  template?: string;
}

export function isRowFlag(name: string): name is keyof typeof ROW_FLAGS {
  return Object.hasOwn(ROW_FLAGS, name);
}

/**
 * Reads a flag for rows. A format with a template takes one more word.
 * @throws BacklogError `usage`
 */
export function readRowFlag(words: RowWords, name: keyof typeof ROW_FLAGS, take: () => string): void {
  const value = take();
  if (words[name] !== undefined && name === 'format') refuseTwice('format', words.format, value);
  words[name] = name === 'fields' && words.fields !== undefined ? `${words.fields},${value}` : value;
  if (name === 'format' && value === 'template') words.template = take();
}

/**
 * Combines the flags for rows. Returns undefined if the list has its default form.
 * @throws BacklogError `usage`
 */
export function rowsAsked({ fields, format, template = '' }: RowWords, json: boolean): RowsAsked | undefined {
  if (format !== undefined && !ROW_FORMAT_NAMES.includes(format)) unknownFormat(format);
  if (json && format !== undefined && format !== 'json')
    refuseUseless('json', `--json and --format ${format} ask for two things`);
  const names = fields?.split(/[\s,]+/).filter(Boolean) ?? [];
  if (fields !== undefined && names.length === 0) refuseBare('fields', '--fields names no field');
  if (names.length > 0 && (format === 'text' || format === 'template'))
    refuseUseless(
      'fields',
      `--fields has no say in --format ${format}`,
      format === 'text' ? 'json, ndjson, csv and markdown take it.' : 'A template names its fields itself.',
    );
  if (format === 'text' || (format === undefined && names.length === 0)) return undefined;
  return { format: format ?? (json ? 'json' : TABLE_FORMAT), fields: names, template };
}

/** Refuses an unknown format. One with fields in braces is a template. */
function unknownFormat(format: string): never {
  const template = format.replace(/\{+([\w.]+)\}+/g, '{{$1}}');
  if (format.includes('{'))
    refuseInstead([format], ['template', template], `--format: no format "${format}"`, 'A template has its own word.');
  return refuse('usage', `--format: no format "${format}"${didYouMean(format, ROW_FORMAT_NAMES)}`, {
    hint: `There are ${ROW_FORMAT_NAMES.join(', ')}.`,
    data: { field: 'format', received: format, known: ROW_FORMAT_NAMES },
  });
}

/** Checks whether a word is a long flag that the command has. As the value of another flag, it needs a `=` before it. */
export function isKnownFlag(word: string, command: CommandRow): boolean {
  const name = word.startsWith('--') ? flagIn(word)?.name : undefined;
  if (name === undefined) return false;
  return (
    isGlobal(name) || Object.hasOwn(command.input().shape, name) || (command.show.rows !== undefined && isRowFlag(name))
  );
}
