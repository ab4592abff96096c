import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { onlyReads } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { apiSchemas, COMPONENTS, type JsonSchema } from '../../src/interfaces/web/server/schemas.ts';

/** The types of the SDK: what each command takes and gives, as its schemas say. */
export function sdkTypes(): string {
  const { components, input, output } = apiSchemas();
  const text = [
    '// Made by npm run docs from the table of commands. Do not edit.',
    "import type { CallOptions } from './client.ts';\n",
    ...Object.entries(components).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`),
    '/** What each command takes. */',
    `export interface Inputs {${COMMANDS.map(({ name }) => `${name}: ${input[name]};`).join('\n')}}\n`,
    '/** What each command gives. */',
    `export interface Outputs {${COMMANDS.map(({ name }) => `${name}: ${output[name]};`).join('\n')}}\n`,
    'export type CommandName = keyof Inputs;\n',
    '/** Each command as a function; those that need nothing are called without an input. */',
    `export interface Commands {${COMMANDS.map(({ name, summary }) => `/** ${summary.replaceAll('*/', '* /')} */\n${name}(input${isNeeded(components[input[name]!]!) ? '' : '?'}: Inputs['${name}'], options?: CallOptions): Promise<Outputs['${name}']>;`).join('\n')}}\n`,
  ].join('\n');
  return formatted(text);
}

/** Which commands the SDK calls by GET: the one thing of the table that runs in a page. */
export function sdkReads(): string {
  const reads = COMMANDS.filter(onlyReads).map(({ name }) => name);
  return formatted(
    [
      '// Made by npm run docs from the table of commands. Do not edit.',
      "import type { CommandName } from './calls.ts';\n",
      '/** Commands that only read. */',
      `export const READS: ReadonlySet<CommandName> = new Set<CommandName>([${reads.map((name) => `'${name}'`).join(', ')}]);`,
    ].join('\n'),
  );
}

function isNeeded({ required }: JsonSchema): boolean {
  return Array.isArray(required) && required.length > 0;
}

/** A schema as a type of TypeScript; what a schema says of lengths and patterns, no type does. */
function typeOf(schema: JsonSchema): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema as Schema;
  if ($ref !== undefined) return $ref.slice(COMPONENTS.length);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (anyOf ?? oneOf) return union((anyOf ?? oneOf)!.map(typeOf));
  if (allOf) return allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ ...schema, type: one })));
  return (type && TYPES[type]?.(schema)) || 'unknown';
}

interface Schema {
  $ref?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
}

const TYPES: Readonly<Record<string, (schema: Schema) => string>> = {
  string: () => 'string',
  number: () => 'number',
  integer: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  array: ({ items, prefixItems }) =>
    prefixItems ? `[${prefixItems.map(typeOf).join(', ')}]` : `(${items ? typeOf(items) : 'unknown'})[]`,
  object: objectType,
};

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const { description } = schema;
    const told = typeof description === 'string' ? `/** ${description.replaceAll('*/', '* /')} */\n` : '';
    return `${told}${/^\w+$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  const isOpen = typeof additionalProperties === 'object';
  if (fields.length === 0)
    return isOpen ? `Record<string, ${typeOf(additionalProperties as JsonSchema)}>` : 'Record<string, never>';
  return `{${fields.join('\n')}${isOpen ? '\n[field: string]: unknown;' : ''}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].map((type) => (type.includes('&') ? `(${type})` : type)).join(' | ');
}

function formatted(text: string): string {
  const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
  return execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--stdin-file-path=calls.ts'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
