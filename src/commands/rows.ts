import * as z from 'zod';
import { jsonText } from '../text/safe.ts';
import type { Screen } from '../text/screen/layout/screen.ts';
import type { Command, CommandRow } from './command.ts';
import type { Executed } from './execute.ts';

/** The format and the fields that the caller requests for a list's rows. */
export interface RowsAsked {
  /** The name of the format: `json`, or a key of `ROW_FORMATS`. */
  format: string;
  fields: readonly string[];
  template: string;
}

/** The name in the input `fields` for all fields that a row has anyway. */
export const EVERY_FIELD = '*';

/** Returns the fields that the caller names and that rows have only on request. */
export function namedOnRequest(
  { fields, template }: RowsAsked,
  { show: { rows } }: Pick<CommandRow, 'show'>,
): string[] {
  const inTemplate = Array.from(template.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g), ([, name]) => name!);
  return (rows?.onRequest ?? []).filter((name) => fields.includes(name) || inTemplate.includes(name));
}

/**
 * Returns the paths of the fields in the schema of the rows, and the columns. A dot separates a nested field from its
 * parent.
 */
export function rowFields({ show: { rows }, output }: Command): string[] {
  if (!rows) return [];
  const schema = z.toJSONSchema(output(), { io: 'output', unrepresentable: 'any' }) as Schema;
  const list = schema.properties?.[rows.of];
  const items = list?.items ?? list?.anyOf?.find(({ items: inner }) => inner)?.items;
  return [...new Set([...(items ? pathsIn(items, '', DEEPEST) : []), ...rows.columns, ...(rows.onRequest ?? [])])];
}

/**
 * Returns the named fields of the rows as a table for a terminal.
 * @throws BacklogError `usage` for fields that the rows do not have
 */
export async function rowsTable(executed: Executed, fields: readonly string[], screen: Screen): Promise<string> {
  const [{ tableLines }, { checkFields, valueIn }, { plainCell }] = await Promise.all([
    import('../text/screen/layout/table.ts'),
    import('../text/rows/fields.ts'),
    import('../text/rows/formats.ts'),
  ]);
  const rows = outputRows(executed);
  checkFields(fields, rowFields(executed.command), rows);
  const columns = fields.map((head) => ({
    head,
    least: 6,
    cell: (row: (typeof rows)[number]) => plainCell(valueIn(row, head)),
  }));
  return rows.length === 0 ? '' : tableLines(columns, rows, screen).join('\n');
}

export function outputRows({
  command,
  output,
}: Pick<Executed, 'command' | 'output'>): readonly Record<string, unknown>[] {
  const { of, read } = command.show.rows!;
  const rows = read ? read(output) : (output as Readonly<Record<string, unknown>>)[of];
  return rows as readonly Record<string, unknown>[];
}

interface Schema {
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
}

/** Maximum depth of nested objects in these paths. */
const DEEPEST = 3;

function pathsIn({ properties = {}, allOf = [], anyOf = [] }: Schema, before: string, depth: number): string[] {
  if (depth === 0) return [];
  return [
    ...Object.entries(properties).map(([name]) => before + name),
    ...[...allOf, ...anyOf].flatMap((part) => pathsIn(part, before, depth)),
    ...Object.entries(properties).flatMap(([name, inner]) => pathsIn(inner, `${before}${name}.`, depth - 1)),
  ];
}

/**
 * Returns the rows in the requested format: JSON with only these fields, or another format.
 * @throws BacklogError `usage` for unknown fields, and for an invalid template
 */
export async function renderRows(
  { command, output }: Executed,
  asked: RowsAsked,
  { onTerminal }: { onTerminal: boolean },
): Promise<string> {
  const [{ chosen, ROW_FORMATS }, { checkFields }, { parseTemplate }] = await Promise.all([
    import('../text/rows/formats.ts'),
    import('../text/rows/fields.ts'),
    import('../text/rows/template.ts'),
  ]);
  const { of, columns } = command.show.rows!;
  const value = output as Readonly<Record<string, unknown>>;
  const rows = outputRows({ command, output });
  const format = ROW_FORMATS[asked.format];
  const template = parseTemplate(asked.template);
  const named = [...asked.fields, ...template.flatMap((part) => (typeof part === 'string' ? [] : [part.field]))];
  checkFields(named, rowFields(command), rows);
  if (!format) return jsonText({ ...value, [of]: rows.map((row) => chosen(row, asked.fields)) });
  const fields = asked.fields.length === 0 && format.shows === 'columns' ? columns : asked.fields;
  return format.print({ rows, fields, template, onTerminal });
}
