import type { Toolset } from '../../commands/index.ts';

/** Toolsets offered unless BACKLOG_TOOLS says otherwise; `admin` is left to the CLI. */
const DEFAULT_TOOLSETS: readonly Toolset[] = ['core', 'queue', 'plan', 'runs'];

/** The words of BACKLOG_TOOLS: toolsets, names of commands, `all`; separated by commas or blanks. */
export function offeredWords(setting: string | undefined): readonly string[] {
  return (setting ?? DEFAULT_TOOLSETS.join(',')).split(/[,\s]+/).filter(Boolean);
}

export function isOffered(words: readonly string[], { name, toolset }: { name: string; toolset: Toolset }): boolean {
  return words.includes('all') || words.includes(toolset) || words.includes(name);
}
