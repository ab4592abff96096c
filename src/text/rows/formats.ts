import { csvText, guardedCell } from '../../sources/csv-text.ts';
import { escapedMarkdown, harmless, jsonText, oneLine, onOneLine } from '../safe.ts';
import { valueIn } from './fields.ts';
import type { Template } from './template.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows and the chosen format. `fields` are the columns, `template` is the text per row. */
export interface FormattedRows {
  rows: readonly Row[];
  fields: readonly string[];
  template: Template;
  /**
   * Whether a terminal shows the output. If so, control characters are made visible; a file or another program gets the
   * values unchanged.
   */
  onTerminal: boolean;
}

export interface RowFormat {
  means: string;
  /** Default content without named fields: whole rows, or the most useful columns. */
  shows: 'rows' | 'columns';
  /** Returns text without a final line break. */
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
      // Whoever prints this adds the last line feed; the carriage return before it belongs to CSV.
      `${csvText([fields, ...rows.map((row) => fields.map((field) => guardedCell(onTerminal ? harmless(cellOf(valueIn(row, field))) : cellOf(valueIn(row, field)))))])}\r`,
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

/** Returns the row with only the named fields, by path; without names, the whole row. */
export function chosen(row: Row, fields: readonly string[]): Row {
  return fields.length === 0 ? row : Object.fromEntries(fields.map((field) => [field, valueIn(row, field)]));
}

/** Formats a value for a cell: lists of words separated by spaces, objects and other lists as JSON. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item))) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Formats a value without line breaks. */
function lineOf(value: unknown, onTerminal: boolean): string {
  return onTerminal ? oneLine(cellOf(value)) : onOneLine(cellOf(value));
}
