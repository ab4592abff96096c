import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN_AGENTS } from './built-in-agents.ts';
import type { Host } from './host.ts';
import { EDIT_TOOLS, OWN_PREFIX } from './tools.ts';

/** Tools with which an agent does work on a task; a shell is for looking around as often as not. */
const WORKING: readonly string[] = [
  '*',
  ...Object.keys(EDIT_TOOLS),
  ...['*', 'task_next', 'task_start', 'task_done'].map((tool) => OWN_PREFIX + tool),
];

/** Longest agent file that is read, in characters: the tools stand at its top. */
const MOST_CHARS = 64_000;

/**
 * Can an agent of this type only look? By the agent file of the project, of the person or of this plugin; of a file that is
 * not found, or names no tools, it is taken to work.
 */
export function onlyReads(agentType: string, project: string, { env }: Host): boolean {
  if (BUILT_IN_AGENTS.get(agentType)?.reads) return true;
  const [plugin, name] = agentType.includes(':') ? agentType.split(':', 2) : [undefined, agentType];
  if (!name || !/^[\w.-]+$/.test(name)) return false;
  const config = env.CLAUDE_CONFIG_DIR || join(env.HOME ?? homedir(), '.claude');
  const own = plugin === 'backlog' && env.CLAUDE_PLUGIN_ROOT ? [join(env.CLAUDE_PLUGIN_ROOT, 'agents')] : [];
  const folders = plugin === undefined ? [join(project, '.claude/agents'), join(config, 'agents')] : own;
  const tools = folders.map((folder) => toolsIn(join(folder, `${name}.md`))).find((found) => found !== undefined);
  return tools !== undefined && tools !== 'all' && !tools.some((tool) => WORKING.includes(tool));
}

/** The tools that an agent file names; undefined when there is no file. */
function toolsIn(file: string): string[] | 'all' | undefined {
  try {
    const [, head = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(file, 'utf8').slice(0, MOST_CHARS)) ?? [];
    const [, line = '', list = ''] = /^tools:[ \t]*(.*)((?:\r?\n[ \t]+-.*)*)/m.exec(head) ?? [];
    const words = `${line.replace(/^\[|\]$/g, '')},${list.replace(/\r?\n[ \t]+-/g, ',')}`;
    const tools = words
      .split(',')
      .map((word) => word.trim().replace(/^["']|["']$|\(.*$/g, ''))
      .filter(Boolean);
    return tools.length > 0 ? tools : 'all';
  } catch {
    return undefined;
  }
}
