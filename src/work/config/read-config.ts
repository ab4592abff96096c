import { nearest } from '../../base/nearest.ts';
import { codePointName } from '../../base/unsafe-characters.ts';
import { parseScope } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import { schemaOfKind } from '../../domain/kinds/schemas.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import { readStrictYaml, refuseLine, type StrictEntry, type StrictNode } from '../../sources/reading/strict-yaml.ts';
import { checkAgentRecord } from '../agents/agent-rules.ts';
import type { KnownAgent } from '../agents/known-agents.ts';
import type { SettingRow, SettingValue } from '../settings/setting-row.ts';
import { readSetting, rowOfName, SETTINGS } from '../settings/settings.ts';

/** The content of a config file. */
export interface Config {
  /** Settings by name. */
  values: ReadonlyMap<string, SettingValue>;
  agents: readonly ConfigAgent[];
  /** The line of each setting, and of each agent as `agents.<name>`. */
  lines: ReadonlyMap<string, number>;
}

export type ConfigAgent = Omit<KnownAgent, 'at' | 'actor'>;

/** Limits of a config file: bytes of the file, characters of a value, elements of a list. */
export const CONFIG_LIMITS = { bytes: 64 * 1024, value: 2_000, list: 100 } as const;

/** Whose file it is. A person's own file contains no commands, rights or agents, because nobody is asked about it. */
export type Owner = 'repository' | 'person';

/**
 * Reads a config file.
 * @param repo the stored name of the repository, for the paths of its agents
 * @throws BacklogError `invalid` with file and line
 */
export async function readConfig(
  bytes: Uint8Array,
  { file, owner, repo }: { file: string; owner: Owner; repo?: string | undefined },
): Promise<Config> {
  const text = decoded(bytes, file);
  const root = await readStrictYaml(text, file);
  const found: Found = { file, owner, repo, values: new Map(), agents: [], lines: new Map() };
  if (root === undefined || isEmpty(root)) return found;
  if (root.kind !== 'map') refuseLine(file, root.line, 'expected keys with values');
  for (const entry of root.entries) {
    if (entry.key === '$schema') continue;
    if (entry.key === 'agents' && owner === 'repository') readAgents(entry, found);
    else readEntry([], entry, found);
  }
  return found;
}

interface Found extends Config {
  file: string;
  owner: Owner;
  repo: string | undefined;
  values: Map<string, SettingValue>;
  agents: ConfigAgent[];
  lines: Map<string, number>;
}

function decoded(bytes: Uint8Array, file: string): string {
  if (bytes.length > CONFIG_LIMITS.bytes) refuseLine(file, undefined, `expected at most ${CONFIG_LIMITS.bytes} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return refuseLine(file, undefined, 'expected UTF-8 text');
  }
  checkShown(text, file, (at) => text.slice(0, at).split('\n').length);
  return text;
}

/** Matches characters that hide or reorder a text: control and format characters, and blanks other than a space. */
const HIDING = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|(?! )\p{Zs}|[\u115F\u1160\u2800\u3164\uFFA0]/u;

function checkShown(text: string, file: string, lineAt: (position: number) => number): void {
  const found = HIDING.exec(text);
  if (found)
    refuseLine(file, lineAt(found.index), `the character ${codePointName(found[0])} is not allowed: it can't be seen`);
}

function isEmpty(node: StrictNode): boolean {
  return node.kind === 'text' && !node.quoted && ['', '~', 'null', 'Null', 'NULL'].includes(node.text);
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
  try {
    return readSetting(name, text);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return refuseLine(file, node.line, error.message, error.hint);
  }
}

function listText(row: SettingRow, name: string, { items, line }: StrictNode & { kind: 'list' }, file: string): string {
  if (!row.list) refuseLine(file, line, `${name}: expected one value, received a list`);
  if (items.length > CONFIG_LIMITS.list)
    refuseLine(file, line, `${name}: expected at most ${CONFIG_LIMITS.list} elements`);
  return items.map((item) => textIn(item, name, file, /,/)).join(', ');
}

/** Returns an element of a list. @param without characters that the element can't contain */
function textIn(node: StrictNode, name: string, file: string, without?: RegExp): string {
  if (node.kind !== 'text' || isEmpty(node)) return refuseLine(file, node.line, `${name}: expected a text`);
  checkValue(node.text, name, node.line, file);
  if (without?.test(node.text))
    refuseLine(file, node.line, `${name}: a comma is not allowed in an element of the list`);
  return node.text;
}

function checkValue(text: string, name: string, line: number, file: string): void {
  checkShown(text, file, () => line);
  if (text.length > CONFIG_LIMITS.value)
    refuseLine(
      file,
      line,
      `${name}: expected at most ${CONFIG_LIMITS.value} characters`,
      'Put a long command into a script.',
    );
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
  const names = SETTINGS.filter(fits).map(({ name }) => name);
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

/** The fields of an agent in a config file, with the form of their values. */
const AGENT_FIELDS = {
  provider: 'text',
  binary: 'text',
  argv: 'list',
  model: 'text',
  effort: 'text',
  capabilities: 'list',
  paths: 'list',
  risk: 'text',
  mode: 'text',
  allow: 'list',
  deny: 'list',
  slots: 'text',
  env: 'list',
} as const;
export const AGENT_FIELD_FORMS: Readonly<Record<string, 'text' | 'list'>> = AGENT_FIELDS;

function readAgents({ line, value }: StrictEntry, found: Found): void {
  const { file } = found;
  if (value.kind !== 'map') refuseLine(file, line, 'agents: expected names with fields');
  if (value.entries.length > CONFIG_LIMITS.list)
    refuseLine(file, line, `agents: expected at most ${CONFIG_LIMITS.list} agents`);
  for (const { key, line: at, value: fields } of value.entries) {
    checkShown(key, file, () => at);
    if (!AGENT_NAME.test(key))
      refuseLine(
        file,
        at,
        `agents: a name is at most 60 letters, digits, _ . and -, the first a letter; received ${JSON.stringify(key)}`,
      );
    if (fields.kind !== 'map') refuseLine(file, at, `agents.${key}: expected fields`);
    found.agents.push(agentIn(key, at, fields as StrictNode & { kind: 'map' }, found));
    found.lines.set(`agents.${key}`, at);
  }
}

function agentIn(
  name: string,
  line: number,
  { entries }: StrictNode & { kind: 'map' },
  { file, repo }: Found,
): ConfigAgent {
  const given = new Map<string, string | string[]>();
  for (const { key, line: at, value } of entries) {
    const form = Object.hasOwn(AGENT_FIELDS, key) ? AGENT_FIELDS[key as keyof typeof AGENT_FIELDS] : undefined;
    const field = `agents.${name}.${key}`;
    if (!form) {
      const close = nearest(key, Object.keys(AGENT_FIELDS));
      return refuseLine(
        file,
        at,
        `unknown key ${JSON.stringify(field)}${close ? ` (did you mean "${close}"?)` : ''}`,
        `Keys here: ${Object.keys(AGENT_FIELDS).join(', ')}`,
      );
    }
    if (form === 'text') given.set(key, textIn(value, field, file));
    else if (value.kind === 'list')
      given.set(
        key,
        value.items.map((item) => textIn(item, field, file)),
      );
    else refuseLine(file, at, `${field}: expected a list, such as ["node", "fix.mjs"]`);
  }
  const text = (field: string) => given.get(field) as string | undefined;
  const list = (field: string) => given.get(field) as string[] | undefined;
  const provider = text('provider');
  if (provider === undefined)
    return refuseLine(file, line, `agents.${name}: provider is missing`, `Providers: ${PROVIDER_NAMES.join(', ')}`);
  const binary = text('binary');
  if (binary?.includes('/') || binary?.includes('\\'))
    refuseLine(
      file,
      line,
      `agents.${name}.binary: expected a program's name, received a path`,
      'Its folder must be in PATH.',
    );
  const mode = text('mode') ?? (provider === 'command' ? 'default' : 'acceptEdits');
  if (mode === 'bypass')
    refuseLine(
      file,
      line,
      `agents.${name}: the mode bypass is not allowed in this file`,
      `Set it on your machine: \`backlog agent update ${name} --mode bypass\``,
    );
  const slots = text('slots');
  try {
    const paths = list('paths');
    const record = {
      ...Object.fromEntries(
        ['binary', 'argv', 'model', 'effort', 'capabilities', 'risk', 'env'].flatMap((field) =>
          given.has(field) ? [[field, given.get(field)]] : [],
        ),
      ),
      name,
      provider,
      permission: { mode, allow: list('allow') ?? [], deny: list('deny') ?? [] },
      enabled: true,
      ...(slots === undefined ? {} : { slots: Number(slots) }),
      ...(paths === undefined
        ? {}
        : {
            paths: parseScope(paths.map((glob) => ({ glob }))).map(({ glob }) =>
              repo === undefined ? { glob } : { repo, glob },
            ),
          }),
    };
    const problem = schemaOfKind('agent')!.safeParse({ ...record, at: '2000-01-01T00:00:00Z', actor: 'human:x' });
    const issue = problem.error?.issues[0];
    if (issue) return refuseLine(file, line, `agents.${name}.${issue.path.join('.')}: ${issue.message}`);
    checkAgentRecord(record as unknown as ConfigAgent);
    return record as unknown as ConfigAgent;
  } catch (error) {
    if (!(error instanceof BacklogError) || error.message.startsWith(file)) throw error;
    return refuseLine(file, line, `agents.${name}: ${error.message}`, error.hint);
  }
}
