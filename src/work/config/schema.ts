import { AGENT_NAME, PERMISSION_MODES, RISKS } from '../../domain/kinds/agent.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import type { SettingRow } from '../settings/setting-row.ts';
import { SETTINGS } from '../settings/settings.ts';
import { AGENT_FIELD_FORMS } from './config-agents.ts';
import { CONFIG_LIMITS } from './config-text.ts';
import { QUEUE_KEY } from './team-queue.ts';

interface Schema {
  [key: string]: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
}

/** Name of the schema's file beside the config file. */
export const SCHEMA_FILE = 'config.schema.json';

/** Builds the JSON schema of a repository's config file, for editors, from the table of settings. */
export function configSchema(): Schema {
  const root: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: "Backlog's config file of a repository",
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' } },
  };
  for (const row of SETTINGS) {
    if (!row.inFile) continue;
    place(root, isOneKey(row.name) ? [row.name] : row.name.split('.'), valueSchema(row));
  }
  root.properties![QUEUE_KEY] = {
    description:
      "Address of the team's queue on a server, without a user or password. A clone joins it before its first change.",
    type: 'string',
    maxLength: CONFIG_LIMITS.value,
  };
  root.properties!.agents = agentsSchema();
  return root;
}

/**
 * Checks whether a setting's whole name is one key of the file. That is so if other names begin with it, because its last
 * word is a map for those.
 */
export function isOneKey(name: string): boolean {
  return SETTINGS.some((row) => row.name.startsWith(`${name}.`));
}

/** Puts the schema of a value at its place. `<name>` stands for any key, which the rest of the name may follow. */
function place(parent: Schema, [word = '', ...rest]: readonly string[], value: Schema): void {
  const object = (): Schema => ({ type: 'object', additionalProperties: false, properties: {} });
  if (word === '<name>') {
    const under = typeof parent.additionalProperties === 'object' ? parent.additionalProperties : undefined;
    parent.additionalProperties = rest.length === 0 ? value : (under ?? object());
    if (rest.length > 0) place(parent.additionalProperties as Schema, rest, value);
    return;
  }
  parent.properties ??= {};
  if (rest.length === 0) {
    parent.properties[word] = value;
    return;
  }
  parent.properties[word] ??= object();
  place(parent.properties[word], rest, value);
}

function valueSchema({ means, values, fallback, inFile, list }: SettingRow): Schema {
  const description = `${means}${inFile === 'agreed' ? ' Counts after a person agreed to it.' : ''}`;
  const common = { description, ...(fallback === '' ? {} : { default: fallback }) };
  if (list)
    return {
      ...common,
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, maxItems: CONFIG_LIMITS.list }],
    };
  if (Array.isArray(values)) return { ...common, enum: [...values] };
  if (values === 'text') return { ...common, type: 'string', maxLength: CONFIG_LIMITS.value };
  if (values === 'number') return { ...common, type: 'number' };
  const { least, most, whole } = values as { least: number; most?: number; whole: boolean };
  return {
    ...common,
    type: whole ? 'integer' : 'number',
    minimum: least,
    ...(most === undefined ? {} : { maximum: most }),
  };
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  provider: PROVIDER_NAMES,
  risk: RISKS,
  mode: PERMISSION_MODES.filter((mode) => mode !== 'bypass'),
};

function agentsSchema(): Schema {
  const fields = Object.entries(AGENT_FIELD_FORMS).map(([name, form]): [string, Schema] => {
    const choices = CHOICES[name];
    if (choices) return [name, { enum: [...choices] }];
    if (name === 'slots') return [name, { type: 'integer', minimum: 1 }];
    return [name, form === 'text' ? { type: 'string' } : { type: 'array', items: { type: 'string' } }];
  });
  return {
    description: 'Agents for runs, by name. They count after a person agreed to them.',
    type: 'object',
    maxProperties: CONFIG_LIMITS.list,
    propertyNames: { pattern: AGENT_NAME.source },
    additionalProperties: {
      type: 'object',
      additionalProperties: false,
      required: ['provider'],
      properties: Object.fromEntries(fields),
    },
  };
}
