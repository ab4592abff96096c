import { csvText, guardedCell } from '../../sources/tables/csv-text.ts';
import { escapedMarkdown, harmless, jsonText, oneLine, onOneLine } from '../safe.ts';
import { valueIn } from './fields.ts';
import type { Template } from './template.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows and their format. `fields` are the columns; `template` is the text for each row. */
export interface FormattedRows {
  rows: readonly Row[];
  fields: readonly string[];
  template: Template;
  /** Whether a terminal shows the output. It gets control characters by name; others get them unchanged. */
  onTerminal: boolean;
}

export interface RowFormat {
  means: string;
  /** The content if the caller names no fields: whole rows, or only the most useful columns. */
  shows: 'rows' | 'columns';
  /** Returns the text without a final line break. */
  print(wanted: FormattedRows): string;
}

/** Formats for the rows of a list, by the value of `--format`. Plain text and JSON are not in this table. */
export const ROW_FORMATS: Readonly<Record<string, RowFormat>> = {
  ndjson: {
    means: 'one JSON object per line',
    shows: 'rows',
    print: ({ rows, fields }) => rows.map((row) => jsonText(chosen(row, fields))).join('\n'),
  },
  csv: {
    means: 'a table for spreadsheets (RFC 4180) with a header line',
    shows: 'columns',
    print: ({ rows, fields, onTerminal }) =>
      // The caller adds the last line feed. The carriage return before it is part of CSV.
      `${csvText([fields, ...rows.map((row) => fields.map((field) => guardedCell(onTerminal ? harmless(plainCell(valueIn(row, field))) : plainCell(valueIn(row, field)))))])}\r`,
  },
  markdown: {
    means: 'a table in Markdown',
    shows: 'columns',
    print: ({ rows, fields, onTerminal }) =>
      [
        fields,
        fields.map(() => '---'),
        ...rows.map((row) => fields.map((field) => escapedMarkdown(lineOf(valueIn(row, field), onTerminal)))),
      ]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n'),
  },
  template: {
    means: "a text per row: --format template '{{id}} {{description}}'",
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

/** Returns the row with only the named fields. Returns the whole row if no field is named. */
export function chosen(row: Row, fields: readonly string[]): Row {
  return fields.length === 0 ? row : Object.fromEntries(fields.map((field) => [field, valueIn(row, field)]));
}

/** Formats a value for a cell: a list of words separated by blanks, objects and other lists as JSON. */
export function plainCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item))) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Formats a value without line breaks. */
function lineOf(value: unknown, onTerminal: boolean): string {
  return onTerminal ? oneLine(plainCell(value)) : onOneLine(plainCell(value));
}
