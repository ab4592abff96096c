import { nearest } from '../../base/nearest.ts';
import { RULE_PREFIX, rulesOf } from '../../domain/autonomy/rule.ts';
import {
  readStrictYaml,
  refuseLine,
  type StrictEntry,
  type StrictNode,
} from '../../sources/reading/yaml/strict-yaml.ts';
import type { SettingRow, SettingValue } from '../settings/setting-row.ts';
import { readSetting, rowOfName, SETTINGS } from '../settings/settings.ts';
import { type ConfigAgent, readAgents } from './config-agents.ts';
import { atLine, CONFIG_LIMITS, checkShown, checkValue, decoded, isEmpty, textOfNode } from './config-text.ts';
import { QUEUE_KEY, readQueueKey } from './team-queue.ts';

/** The content of a config file. */
export interface Config {
  /** Settings by name. */
  values: ReadonlyMap<string, SettingValue>;
  agents: readonly ConfigAgent[];
  /** The address of the team's queue. */
  queue?: string;
  /** The line of each setting, and of each agent as `agents.<name>`. */
  lines: ReadonlyMap<string, number>;
}

/** Whose file it is. A person's own file contains no commands, rights or agents, because nobody is asked about it. */
export type Owner = 'repository' | 'person';

/**
 * Reads a config file.
 * @param repo the stored name of the repository, for the paths of its agents
 * @throws BacklogError `invalid` with file and line
 */
export async function readConfigFile(
  bytes: Uint8Array,
  { file, owner, repo }: { file: string; owner: Owner; repo?: string | undefined },
): Promise<Config> {
  const text = decoded(bytes, file);
  const root = await readStrictYaml(text, file);
  const found: Found = { file, owner, values: new Map(), agents: [], lines: new Map() };
  if (root === undefined || isEmpty(root)) return found;
  if (root.kind !== 'map') refuseLine(file, root.line, 'expected keys with values');
  for (const entry of root.entries) {
    if (entry.key === '$schema') continue;
    if (entry.key === 'agents' && owner === 'repository')
      for (const { agent, line } of readAgents(entry, { file, repo })) {
        found.agents.push(agent);
        found.lines.set(`agents.${agent.name}`, line);
      }
    else if (entry.key === QUEUE_KEY && owner === 'repository') found.queue = readQueueKey(entry, file);
    else readEntry([], entry, found);
  }
  for (const { name, field, text: why } of rulesOf(found.values).problems)
    refuseLine(file, found.lines.get(`${RULE_PREFIX}${name}.${field}`), why);
  return found;
}

interface Found extends Config {
  file: string;
  owner: Owner;
  values: Map<string, SettingValue>;
  agents: ConfigAgent[];
  lines: Map<string, number>;
}

/** Reads one key with its value: a setting, or a map with the further words of settings' names. */
function readEntry(path: readonly string[], { key, line, value }: StrictEntry, found: Found): void {
  const { file } = found;
  checkShown(key, file, () => line);
  const words = [...path, key];
  const name = words.join('.');
  if (value.kind === 'map') {
    if (!begins(name)) refuseUnknown(path, key, line, found);
    for (const entry of value.entries) readEntry(words, entry, found);
    return;
  }
  const row = rowOfName(name);
  // A key whose lines are all comments, or not written yet.
  if (!row && isEmpty(value) && begins(name)) return;
  if (!row) refuseUnknown(path, key, line, found);
  checkPlace(row, name, line, found);
  if (found.lines.has(name)) refuseLine(file, line, `${name} is in line ${found.lines.get(name)}, too`);
  found.values.set(name, settingIn(row, name, value, found));
  found.lines.set(name, line);
}

/** Checks whether names of settings begin with these words. */
function begins(words: string): boolean {
  return SETTINGS.some(({ name }) => {
    const [fixed = ''] = name.split('<name>');
    return name.startsWith(`${words}.`) || (fixed !== name && `${words}.`.startsWith(fixed));
  });
}

function checkPlace(row: SettingRow, name: string, line: number, { file, owner }: Found): void {
  const set = `backlog setting set ${name} VALUE`;
  if (!row.inFile && owner === 'repository')
    refuseLine(
      file,
      line,
      `${name} is not allowed in this file: it concerns only your own queue`,
      `Set it there: \`${set}\``,
    );
  if (row.terminal && owner === 'person')
    refuseLine(
      file,
      line,
      `${name} is not allowed in your own file: it executes commands or grants rights`,
      `Set it for one queue: \`${set}\``,
    );
}

function settingIn(row: SettingRow, name: string, node: StrictNode, { file }: Found): SettingValue {
  if (isEmpty(node))
    refuseLine(file, node.line, `${name} has no value`, 'Remove the line, or give "" for an empty text.');
  const text = node.kind === 'list' ? listText(row, name, node, file) : (node as { text: string }).text;
  checkValue(text, name, node.line, file);
  const parts = row.list && text.trim() !== '' ? text.split(',') : [];
  if (row.list === 'paths') for (const part of parts) checkPath(part.trim(), name, node.line, file);
  return atLine(file, node.line, '', () => readSetting(name, text));
}

function listText(row: SettingRow, name: string, { items, line }: StrictNode & { kind: 'list' }, file: string): string {
  if (!row.list) refuseLine(file, line, `${name}: expected one value, received a list`);
  if (items.length > CONFIG_LIMITS.list)
    refuseLine(file, line, `${name}: expected at most ${CONFIG_LIMITS.list} elements`);
  return items.map((item) => textOfNode(item, name, file, /,/)).join(', ');
}

/** Refuses paths that leave the repository, and those of git's own files, which are under no review. */
function checkPath(path: string, name: string, line: number, file: string): void {
  const steps = path.split(/[/\\]/);
  const why =
    path === '' || /^([/\\~]|[A-Za-z]:)/.test(path) || steps.includes('..')
      ? 'expected a path inside of the repository'
      : steps.some((step) => /^\.git\.?$|^git~\d/i.test(step.trim()))
        ? "git's own files are not allowed"
        : undefined;
  if (why !== undefined) refuseLine(file, line, `${name}: ${why}, received ${JSON.stringify(path)}`);
}

function refuseUnknown(path: readonly string[], key: string, line: number, { file, owner }: Found): never {
  const prefix = path.length > 0 ? `${path.join('.')}.` : '';
  const fits = ({ inFile, terminal }: SettingRow) => (owner === 'repository' ? inFile : !terminal);
  const [group, word] = path;
  // Below a word of the person's choice, the keys are the rest of the pattern.
  const names = SETTINGS.filter(fits).map(({ name }) =>
    word !== undefined && name.startsWith(`${group}.<name>.`) ? name.replace('<name>', () => word) : name,
  );
  const here = new Set(
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split('.')[0]!),
  );
  if (path.length === 0 && owner === 'repository') here.add('agents');
  const elsewhere = names.find((name) => !name.includes('<') && name.split('.').at(-1) === key);
  const close = names.includes(key) ? key : (nearest(key, here) && `${prefix}${nearest(key, here)}`) || elsewhere;
  const meant =
    close === undefined
      ? ''
      : ` (did you mean ${close.includes('.') && path.length === 0 ? nested(close) : `"${close.slice(prefix.length)}"`}?)`;
  const known = [...here].filter((word) => word !== '<name>').join(', ');
  return refuseLine(
    file,
    line,
    `unknown key ${JSON.stringify(`${prefix}${key}`)}${meant}`,
    known === '' ? undefined : `Keys here: ${known}`,
  );
}

/** Formats a setting's name as the keys of a config file: `runs: setup:`. */
const nested = (name: string) => `"${name.split('.').join(': ')}:"`;
