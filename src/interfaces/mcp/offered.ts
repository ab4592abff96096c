import { ownProperty } from '../../base/own-property.ts';
import type { Toolset } from '../../commands/index.ts';

/** The default toolsets. `admin` is left to the CLI. */
const DEFAULT_TOOLSETS: readonly Toolset[] = ['core', 'queue', 'plan', 'runs'];

/** The words of BACKLOG_TOOLS: toolsets, names of commands, `all`. Commas or blanks separate them. */
export function offeredWords(setting: string | undefined): readonly string[] {
  const words = (setting ?? '').split(/[,\s]+/).filter(Boolean);
  // An empty variable counts as unset.
  return words.length > 0 ? words : DEFAULT_TOOLSETS;
}

export function isOffered(words: readonly string[], { name, toolset }: { name: string; toolset: Toolset }): boolean {
  return words.includes('all') || words.includes(toolset) || words.includes(name);
}

/**
 * The tools named in texts of hooks and instructions, with their toolsets: the table of commands is too large for a
 * hook.
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

/** Tells which of these a value of BACKLOG_TOOLS offers. Other commands count as offered. */
export function offersOf(setting: string | undefined): (command: string) => boolean {
  const words = offeredWords(setting);
  return (command) => {
    const toolset = ownProperty<Toolset>(NAMED_TOOLS, command);
    return toolset === undefined || isOffered(words, { name: command, toolset });
  };
}
