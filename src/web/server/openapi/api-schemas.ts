import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { COMMANDS, type Command } from '../../../commands/index.ts';
import { isInstant } from '../../../domain/instant.ts';
import { schemaOfKind } from '../../../domain/kinds/schemas.ts';
import { KINDS } from '../../../domain/kinds/table.ts';
import { isTaskDate } from '../../../domain/task-date.ts';

export interface JsonSchema {
  [word: string]: unknown;
  $ref?: string;
}

/** The schemas of all records, inputs and outputs. Each schema is included once; other schemas refer to it by name. */
export interface ApiSchemas {
  components: Readonly<Record<string, JsonSchema>>;
  /** Names of the input schemas, by command. */
  input: Readonly<Record<string, string>>;
  output: Readonly<Record<string, string>>;
}

/** Path of the schemas in the document. */
export const COMPONENTS = '#/components/schemas/';

export const apiSchemas = lazy((): ApiSchemas => {
  const values = z.registry<{ id: string }>();
  const kinds = Object.keys(KINDS).map((kind) => [pascal(kind), schemaOfKind(kind)!] as const);
  const output = named(values, [...kinds, ...COMMANDS.map((one) => [nameOf(one, 'Output'), one.output()] as const)]);
  const arguments_ = z.registry<{ id: string }>();
  const input = named(
    arguments_,
    COMMANDS.map((one) => [nameOf(one, 'Input'), one.input()] as const),
  );
  return {
    components: { ...schemasOf(values, 'output'), ...schemasOf(arguments_, 'input') },
    input: Object.fromEntries(COMMANDS.map((one) => [one.name, input.get(nameOf(one, 'Input'))!])),
    output: Object.fromEntries(COMMANDS.map((one) => [one.name, output.get(nameOf(one, 'Output'))!])),
  };
});

type Registry = z.core.$ZodRegistry<{ id: string }>;

/**
 * Registers schemas under the given names. A registered schema keeps its first name.
 * @returns the final name of each schema, by its given name
 */
function named(registry: Registry, schemas: readonly (readonly [string, z.ZodType])[]): Map<string, string> {
  return new Map(
    schemas.map(([name, schema]) => {
      if (!registry.has(schema)) registry.add(schema, { id: name });
      return [name, registry.get(schema)!.id];
    }),
  );
}

function schemasOf(registry: Registry, io: 'input' | 'output'): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => COMPONENTS + id,
    override: (given) => {
      readable(given);
      const { def } = given.zodSchema._zod;
      const pattern = def.type === 'custom' ? DATES.get(def.fn) : undefined;
      if (pattern !== undefined) given.jsonSchema.pattern = pattern;
    },
  });
  return withParts(schemas, io === 'input' ? 'InputPart' : 'Part');
}

/** The patterns of dates, by the functions that check them. The SDK makes types of them. */
export const INSTANT_PATTERN = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$';
export const DATE_PATTERN = '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\dZ)?$';
const DATES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [isInstant, INSTANT_PATTERN],
  [isTaskDate, DATE_PATTERN],
]);

/** Returns the JSON schema of one value, complete in itself. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', override: readable }) as JsonSchema;
}

/** Adds the type of custom values, and removes bounds that every number has. */
function readable({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}) {
  // The custom types are instants and uuids, which are strings.
  if (zodSchema._zod.def.type === 'custom') jsonSchema.type ??= 'string';
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** Gives names to the parts of a recursive schema, because Zod puts them into `__shared` without names. */
function withParts({ __shared, ...schemas }: Record<string, JsonSchema>, name: string): Record<string, JsonSchema> {
  const parts = Object.entries((__shared?.$defs ?? {}) as Record<string, JsonSchema>).map(
    ([part, schema]) => [part.replace('schema', name), schema] as const,
  );
  const all = Object.fromEntries([...Object.entries(schemas), ...parts].map(([each, schema]) => [each, bare(schema)]));
  const text = JSON.stringify(all).replaceAll(`${COMPONENTS}__shared#/$defs/schema`, COMPONENTS + name);
  return JSON.parse(text) as Record<string, JsonSchema>;
}

function bare({ $schema, $id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Returns a schema's name: `TaskListInput` for `task_list`. */
function nameOf({ name }: Command, what: 'Input' | 'Output'): string {
  return pascal(name) + what;
}

function pascal(words: string): string {
  return words.replace(/(?:^|[_-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
