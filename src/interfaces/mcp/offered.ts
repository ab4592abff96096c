import { ownProperty } from '../../base/own-property.ts';
import type { Toolset } from '../../commands/index.ts';

/** The toolsets that a server offers by default. `admin` isn't one: its commands are for the command line. */
const DEFAULT_TOOLSETS: readonly Toolset[] = ['core', 'queue', 'plan', 'runs'];

/** Returns the words of BACKLOG_TOOLS: toolsets, names of commands, or `all`. Commas or blanks separate the words. */
export function offeredWords(setting: string | undefined): readonly string[] {
  const words = (setting ?? '').split(/[,\s]+/).filter(Boolean);
  // An empty variable counts as missing.
  return words.length > 0 ? words : DEFAULT_TOOLSETS;
}

export function isOffered(words: readonly string[], { name, toolset }: { name: string; toolset: Toolset }): boolean {
  return words.includes('all') || words.includes(toolset) || words.includes(name);
}

/**
 * The tools that texts of hooks and instructions name, with their toolsets. Hooks use this list, because the table of
 * commands would take too long to load.
 */
export const NAMED_TOOLS = {
  task_next: 'core',
  task_list: 'core',
  task_info: 'core',
  task_add: 'core',
  task_modify: 'core',
  task_done: 'core',
  task_annotate: 'core',
  backlog_status: 'core',
  task_start: 'queue',
  task_stop: 'queue',
  task_import: 'queue',
  task_explain: 'queue',
  task_doc_read: 'queue',
  claim_list: 'queue',
  claim_release: 'queue',
} as const satisfies Record<string, Toolset>;

export type NamedTool = keyof typeof NAMED_TOOLS;

/**
 * Returns a function that checks whether a server with this value of BACKLOG_TOOLS offers a tool of {@link
 * NAMED_TOOLS}. For any other command, it returns true.
 */
export function offersOf(setting: string | undefined): (command: string) => boolean {
  const words = offeredWords(setting);
  return (command) => {
    const toolset = ownProperty<Toolset>(NAMED_TOOLS, command);
    return toolset === undefined || isOffered(words, { name: command, toolset });
  };
}
