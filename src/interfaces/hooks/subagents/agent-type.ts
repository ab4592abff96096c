import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { ProcessId } from '../../../base/process-id.ts';
import { readPlainText } from '../../../work/paths/plain-file.ts';
import type { Host } from '../host.ts';
import { payloadFields, payloadProperty, readPayloadFields } from '../payload.ts';
import { EDIT_TOOLS, OWN_PREFIX } from '../tools.ts';

/** Tools of this plugin that show that an agent works on tasks. Read-only agents use a shell, too. */
const WORKING = ['*', 'task_next', 'task_start', 'task_done'].map((tool) => OWN_PREFIX + tool);
const EDITING = Object.keys(EDIT_TOOLS);

/**
 * Checks whether this agent type is read-only. Its definition comes from the client's command line, the project, the
 * person or this plugin. An unknown type isn't read-only.
 */
export function isReadOnlyType(agentType: string, project: string, host: Host): boolean {
  if (BUILT_IN_AGENTS.get(agentType)?.reads) return true;
  const found = definitionOf(agentType, project, host);
  return found !== undefined && !canWork(found);
}

/**
 * Checks whether an agent with these tools can work on a task. An agent with all tools must be allowed to edit. An
 * agent with listed tools must be allowed to edit or to complete tasks.
 */
export function canWork({ tools, disallowed = [] }: AgentTools): boolean {
  const left = (names: readonly string[]) => names.filter((name) => !disallowed.includes(name));
  if (tools === undefined) return left(EDITING.filter((name) => name !== 'MultiEdit')).length > 0;
  return left(tools).some((tool) => tool === '*' || EDITING.includes(tool) || WORKING.includes(tool));
}

function definitionOf(agentType: string, project: string, host: Host): AgentTools | undefined {
  const { env } = host;
  const [plugin, name] = agentType.includes(':') ? agentType.split(':', 2) : [undefined, agentType];
  if (!name) return undefined;
  const config = env.CLAUDE_CONFIG_DIR || join(env.HOME ?? homedir(), '.claude');
  const own = plugin === 'backlog' && env.CLAUDE_PLUGIN_ROOT ? [join(env.CLAUDE_PLUGIN_ROOT, 'agents')] : [];
  const folders = plugin === undefined ? [join(project, '.claude/agents'), join(config, 'agents')] : own;
  const said = plugin === undefined ? agentsOfCommandLine(host.client())?.get(name) : undefined;
  return said ?? folders.map((folder) => inFolder(folder, name)).find((found) => found !== undefined);
}

/** Maximum size of an agent's file, in bytes. The definition in a larger one stays unknown. */
const MOST_BYTES = 1 << 20;
/** Maximum number of agents' files to read in one folder. */
const MOST_FILES = 500;

/** Finds an agent's file as the client does: first by the name inside it, at any depth, then by its own name. */
function inFolder(folder: string, name: string): AgentTools | undefined {
  for (const file of filesIn(folder)) {
    const head = headOf(join(folder, file));
    if (head === undefined || (listIn(head, 'name')?.[0] ?? basename(file, '.md')) !== name) continue;
    return { tools: listIn(head, 'tools'), disallowed: listIn(head, 'disallowedTools') };
  }
  return undefined;
}

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.md')).slice(0, MOST_FILES);
  } catch {
    return [];
  }
}

function headOf(file: string): string | undefined {
  const text = readPlainText(file, { most: MOST_BYTES });
  return text && (/^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '');
}

/**
 * Returns the words of a YAML field: `a, b`, `[a, "b"]`, or a list below the field. Brackets after a tool's name
 * contain a rule.
 */
function listIn(head: string, field: string): string[] | undefined {
  const found = new RegExp(String.raw`^${field}:[ \t]*(.*)((?:\r?\n[ \t]+-.*)*)`, 'm').exec(head);
  if (!found) return undefined;
  const [, line = '', list = ''] = found;
  const words = `${line.replace(/^\[|\]$/g, '')},${list.replace(/\r?\n[ \t]+-/g, ',')}`
    .split(',')
    .map((word) =>
      word
        .trim()
        .replace(/\(.*$/, '')
        .replace(/^["']|["']$/g, ''),
    )
    .filter(Boolean);
  return words.length > 0 ? words : undefined;
}

/** The tools of an agent type, from its definition. */
interface AgentTools {
  /** Names of the allowed tools. Undefined means all tools. */
  tools?: readonly string[] | undefined;
  disallowed?: readonly string[] | undefined;
}

/**
 * Returns the agents that the client's command line defines (`--agents`, JSON). Undefined if the command line can't be
 * read, for example without /proc (proc(5)).
 */
function agentsOfCommandLine(client: ProcessId | undefined): Map<string, AgentTools> | undefined {
  const words = client && commandLine(client.pid);
  const text = words && optionIn(words, '--agents');
  const defined = text === undefined ? undefined : readPayloadFields(text);
  if (!defined) return undefined;
  return new Map(
    Object.entries(defined).map(([name, value]) => {
      const agent = payloadFields(value) ?? {};
      return [
        name,
        {
          tools: wordsOf(payloadProperty(agent, 'tools')),
          disallowed: wordsOf(payloadProperty(agent, 'disallowedTools')),
        },
      ];
    }),
  );
}

function commandLine(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}

function optionIn(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return words[at]?.startsWith(`${name}=`) ? words[at].slice(name.length + 1) : words[at + 1];
}

/** Returns the words of a list in either form: `["Read"]` or `"Read, Grep"`. */
function wordsOf(value: unknown): string[] | undefined {
  const list = typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
  return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : undefined;
}

/**
 * The agent types that the client itself defines. `reads` is true for a read-only type. An agent of these types gets a
 * task only if its prompt names a task.
 */
export const BUILT_IN_AGENTS: ReadonlyMap<string, { reads: boolean }> = new Map([
  ['general-purpose', { reads: false }],
  ['Explore', { reads: true }],
  ['Plan', { reads: true }],
  ['claude', { reads: false }],
  ['claude-code-guide', { reads: true }],
  ['fork', { reads: false }],
  ['output-style-setup', { reads: false }],
  ['statusline-setup', { reads: false }],
  ['worker', { reads: false }],
]);

/** The agent type of an Agent call without a type. */
export const DEFAULT_AGENT = 'general-purpose';
