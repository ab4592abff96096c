import type { Agent, Kinds } from '../../domain/records.ts';
import type { SettingValue } from '../settings/setting-row.ts';
import { rowOfName } from '../settings/settings.ts';
import { AGENT_FIELD_FORMS } from './config-agents.ts';
import { isOneKey, SCHEMA_FILE } from './schema.ts';
import { QUEUE_KEY } from './team-queue.ts';

const HEAD = `# yaml-language-server: $schema=${SCHEMA_FILE}
# Settings of this repository for Backlog. The committed file on the target branch counts.
# Commands, agents, routing and limits count on a machine after a person there agreed: backlog config trust
`;

/** Examples for a file without settings. They are comments. */
const EXAMPLE = `
# checks:
#   unit: npm test
#   format: npx prettier --write .
# runs:
#   setup: npm ci
#   copy: [.env]
#   fixes: [format]
#   checks:
#     .: [unit]
# routing:
#   type:
#     docs: writer
# agents:
#   writer:
#     provider: claude
#     model: sonnet
`;

type Tree = { [key: string]: Tree | string };

/** Settings and agents of a queue that a config file can have. */
export interface Portable {
  /** Settings by name. */
  values: Map<string, SettingValue>;
  /** The fields of each agent, by its name. */
  agents: Map<string, Readonly<Record<string, SettingValue | readonly string[]>>>;
  /** Names of the settings and agents that a config file can't have: they grant rights or concern only this queue. */
  left: string[];
}

/** Selects the settings and agents of this queue that may stand in a config file or an export. */
export function portableSettings(
  settings: Iterable<Pick<Kinds['setting'], 'name' | 'value'>>,
  agents: Iterable<Agent>,
): Portable {
  const found: Portable = { values: new Map(), agents: new Map(), left: [] };
  for (const { name, value } of settings) {
    if (rowOfName(name)?.inFile) found.values.set(name, value);
    else found.left.push(name);
  }
  for (const { name, provider, permission, at: _, actor: __, enabled, paths, repositories, ...fields } of agents) {
    const path = (fields.binary ?? '').includes('/');
    if (permission.mode === 'bypass' || repositories || path || !enabled) {
      found.left.push(`agents.${name}`);
      continue;
    }
    const said: Record<string, unknown> = { provider, ...fields, ...permission, paths: paths?.map(({ glob }) => glob) };
    const own = Object.keys(AGENT_FIELD_FORMS).flatMap((field): [string, SettingValue | readonly string[]][] => {
      const value = said[field] as SettingValue | readonly string[] | undefined;
      return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[field, value]];
    });
    found.agents.set(name, Object.fromEntries(own));
  }
  return found;
}

/**
 * Formats a config file with settings and agents of this queue, and its address if it is on a server.
 * @returns the text, and the names of settings and agents that the file can't have
 */
export function configText(
  settings: Iterable<Pick<Kinds['setting'], 'name' | 'value'>>,
  agents: Iterable<Agent>,
  queue?: string,
): { text: string; left: string[] } {
  const tree: Tree = Object.create(null) as Tree;
  if (queue !== undefined) put(tree, [QUEUE_KEY], scalar(queue));
  const found = portableSettings(settings, agents);
  for (const [name, value] of found.values) put(tree, keysOf(rowOfName(name)!.name, name), scalar(value));
  for (const [name, fields] of found.agents)
    for (const [field, value] of Object.entries(fields))
      put(tree, ['agents', name, field], typeof value === 'object' ? JSON.stringify(value) : scalar(value));
  const lines = configLines(tree, '');
  return { text: HEAD + (lines.length > 0 ? `\n${lines.join('\n')}\n` : EXAMPLE), left: found.left };
}

/** Splits a setting's name into keys. The user's word stays one key, even with dots. */
export function keysOf(pattern: string, name: string): string[] {
  const [before = '', after = ''] = pattern.split('<name>');
  if (isOneKey(pattern)) return [name];
  if (!pattern.includes('<name>')) return name.split('.');
  const word = name.slice(before.length, name.length - after.length);
  return [...before.split('.').slice(0, -1), word, ...after.split('.').slice(1)];
}

function put(tree: Tree, keys: readonly string[], value: string): void {
  let at = tree;
  for (const key of keys.slice(0, -1)) {
    at[key] ??= Object.create(null) as Tree;
    const next = at[key];
    if (typeof next === 'string') return;
    at = next;
  }
  at[keys.at(-1)!] = value;
}

export function configLines(tree: Tree, indent: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${indent}${scalar(key)}: ${value}`]
      : [`${indent}${scalar(key)}:`, ...configLines(value, `${indent}  `)],
  );
}

/** Formats a value. JSON's texts are texts of YAML, too. */
export function scalar(value: SettingValue): string {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z0-9./_-][A-Za-z0-9 ./_-]*(?<! )$/.test(value) && !/^(null|true|false|~|-.*|\.\.\.)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
