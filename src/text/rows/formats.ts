import { csvText, guardedCell } from '../../sources/csv-text.ts';
import { harmless, jsonText, oneLine, onOneLine } from '../safe.ts';
import { valueIn } from './fields.ts';
import type { Template } from './template.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows with the format that the caller chose: `fields` are the columns, `template` the text for each row. */
export interface FormattedRows {
  rows: readonly Row[];
  fields: readonly string[];
  template: Template;
  /** Does a terminal show it? Then no character of a value acts there; a file or another program gets it as it is. */
  onTerminal: boolean;
}

export interface RowFormat {
  means: string;
  /** What it shows unless fields are named: whole rows, or those columns that people look at first. */
  shows: 'rows' | 'columns';
  /** No line break behind the last line. */
  print(wanted: FormattedRows): string;
}

/** What the rows of a list can be printed as, by the word behind `--format`, besides its text and its JSON. */
export const ROW_FORMATS: Readonly<Record<string, RowFormat>> = {
  ndjson: {
    means: 'a JSON object on each line',
    shows: 'rows',
    print: ({ rows, fields }) => rows.map((row) => jsonText(chosen(row, fields))).join('\n'),
  },
  csv: {
    means: 'a table for spreadsheets (RFC 4180), its first line the names',
    shows: 'columns',
    print: ({ rows, fields, onTerminal }) =>
      // The reader of a stream gets the line feed of the last line with what is printed.
      `${csvText([fields, ...rows.map((row) => fields.map((field) => guardedCell(onTerminal ? harmless(cellOf(valueIn(row, field))) : cellOf(valueIn(row, field)))))])}\r`,
  },
  markdown: {
    means: 'a table in Markdown',
    shows: 'columns',
    print: ({ rows, fields, onTerminal }) =>
      [
        fields,
        fields.map(() => '---'),
        ...rows.map((row) => fields.map((field) => escaped(lineOf(valueIn(row, field), onTerminal)))),
      ]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n'),
  },
  template: {
    means: "a text for each row: --format template '{{id}} {{description}}'",
    shows: 'rows',
    print: ({ rows, template, onTerminal }) =>
      rows
        .map((row) =>
          template
            .map((part) => (typeof part === 'string' ? part : lineOf(valueIn(row, part.field), onTerminal)))
            .join(''),
        )
        .join('\n'),
  },
};

/** The row with these fields alone, each by its path; all of it when none is named. */
export function chosen(row: Row, fields: readonly string[]): Row {
  return fields.length === 0 ? row : Object.fromEntries(fields.map((field) => [field, valueIn(row, field)]));
}

/** A value in a cell: words with blanks between them, what is more than a text or a number as JSON. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item))) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value that stays on the line of its row. */
function lineOf(value: unknown, onTerminal: boolean): string {
  return onTerminal ? oneLine(cellOf(value)) : onOneLine(cellOf(value));
}

/** Words of others are no Markdown of ours. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}
