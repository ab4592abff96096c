import * as z from 'zod';
import { didYouMean, nearest } from '../../base/nearest.ts';
import { COMMANDS, type Command } from '../../commands/index.ts';
import { refuse } from '../../domain/errors.ts';
import { schemaOfKind } from '../../domain/kinds/schemas.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import { TASK_FORMATS, type TaskFormat } from '../../sources/index.ts';
import { jsonText } from '../../text/safe.ts';
import { jsonSchemaOf } from '../../web/server/openapi/api-schemas.ts';
import { configSchema } from '../../work/config/schema.ts';
import { rowSchema } from '../../work/import/take/row-schema.ts';
import type { Said } from './machine/row.ts';
import { resolveCommand } from './words/resolve.ts';

interface SchemaRow {
  name: string;
  of: 'file' | 'record' | 'command';
  /** What the schema describes, in one line. */
  title: string;
  schema(): object;
}

/** The schemas of files with tasks, by format. Other formats have none: they are text, or another tool defines them. */
const OF_FORMAT: Readonly<Record<string, string>> = { backlog: 'export', ndjson: 'ndjson' };

/** The page that describes the form of each format. */
const FORMS = 'docs/reference/formats.md';

/** The formats of imports and exports without a schema. */
const WITHOUT = TASK_FORMATS.filter(({ name }) => !Object.hasOwn(OF_FORMAT, name));

/** All schemas: of files, kinds of records and commands. */
const ROWS: readonly SchemaRow[] = [
  { name: 'config', of: 'file', title: "A repository's config file, .backlog/config.yaml", schema: configSchema },
  {
    name: 'export',
    of: 'file',
    title: 'A file of the format backlog: an array of tasks',
    schema: () => jsonSchemaOf(z.array(rowSchema()), 'input'),
  },
  {
    name: 'ndjson',
    of: 'file',
    title: 'A line of a file of the format ndjson: one task',
    schema: () => jsonSchemaOf(rowSchema(), 'input'),
  },
  ...Object.entries<{ doc: string }>(KINDS).map(
    ([kind, { doc }]): SchemaRow => ({
      name: `record ${kind}`,
      of: 'record',
      title: doc,
      schema: () => jsonSchemaOf(schemaOfKind(kind)!, 'output'),
    }),
  ),
  ...COMMANDS.map(rowOf),
];

function rowOf({ name, title, input, output }: Command): SchemaRow {
  return {
    name,
    of: 'command',
    title,
    schema: () => ({ input: jsonSchemaOf(input(), 'input'), output: jsonSchemaOf(output(), 'output') }),
  };
}

/**
 * Runs `backlog schema`.
 * @returns the list of schemas, or one of them as JSON
 * @throws BacklogError `not-found` for an unknown name, with the nearest one
 */
export function schemaCommand(name: string | undefined): Said | string {
  if (name !== undefined) return jsonText(named(name).schema());
  const rows = ROWS.map(({ name, of, title }) => ({ name, of, title }));
  const without = WITHOUT.map(({ name, title, takes }) => ({ name, title, form: takes, described: FORMS }));
  const width = Math.max(...rows.map((row) => row.name.length)) + 2;
  const lines = [
    ...rows.map((row) => `${row.name.padEnd(width)}${row.of.padEnd(9)}${row.title}`),
    '',
    '`backlog schema NAME` prints one as JSON. That of a command has its `input` and its `output`.',
    `Without a schema: the formats ${WITHOUT.map(({ name }) => name).join(', ')}. ${FORMS} describes them.`,
  ];
  return { json: { schemas: rows, without }, text: lines.join('\n') };
}

function named(said: string): SchemaRow {
  const found = ROWS.find(({ name }) => name === said);
  if (found) return found;
  const format = TASK_FORMATS.find(({ name }) => name === said);
  if (format) return schemaOfFormat(format);
  const { command, rest = [] } = resolveCommand(said.split(' ')) ?? {};
  if (command && command.where !== 'machine' && rest.length === 0) return rowOf(command);
  const names = ROWS.map(({ name }) => name);
  return refuse('not-found', `no schema "${said}"${didYouMean(said, names, 'quoted')}`, {
    hint: '`backlog schema` lists them.',
    data: { received: said, nearest: nearest(said, names) },
  });
}

/** @throws BacklogError `not-found` for a format without a schema, with its form */
function schemaOfFormat({ name, title, takes, print }: TaskFormat): SchemaRow {
  const found = ROWS.find((row) => row.name === OF_FORMAT[name]);
  if (found) return found;
  const fields = print ? ' An export has the fields of `backlog schema ndjson`, but those that the page names.' : '';
  return refuse('not-found', `the format ${name} (${title}) has no JSON schema`, {
    hint: `It is ${takes}. ${FORMS} describes it.${fields}`,
    data: { received: name, described: FORMS },
  });
}
