import { sentence } from '../../base/output/sentence.ts';
import { ownProperty } from '../../base/own-property.ts';
import { TOOLSETS, type Toolset } from '../../commands/groups.ts';

/** The toolsets that a server offers by default. `admin` isn't one: its commands are for the command line. */
export const DEFAULT_TOOLSETS: readonly Toolset[] = ['core', 'queue', 'plan', 'runs'];

/** The words that select tools, for help and errors. */
export const TOOL_WORDS = `${TOOLSETS.join(', ')}, all, or names of tools`;

/** Returns the words of BACKLOG_TOOLS: toolsets, names of commands, or `all`. Commas or blanks separate the words. */
export function offeredWords(setting: string | undefined): readonly string[] {
  const words = wordsIn(setting);
  // An empty variable counts as missing.
  return words.length > 0 ? words : DEFAULT_TOOLSETS;
}

/**
 * The tools of a server without a queue. Their definitions are all that such a repository pays for. The others are
 * listed as soon as there is a queue.
 */
export const FIRST_TOOLS: readonly string[] = ['task_add', 'task_import'];

/** The tools that the server of a run offers beside those of its setting. Other sessions don't pay for their definitions. */
export const RUN_TOOLS: readonly string[] = ['inbox_add'];

/** Checks whether no setting selects tools. Then the server lists few tools while there is no queue. */
export const isUnset = (setting: string | undefined): boolean => wordsIn(setting).length === 0;

const wordsIn = (setting = '') => setting.split(/[,\s]+/).filter(Boolean);

/** The words of BACKLOG_TOOLS that select tools, and the others. */
export interface CheckedWords {
  /** Without a known word, the default. */
  words: readonly string[];
  unknown: readonly string[];
  /** Whether the value has a known word. */
  hasKnown: boolean;
}

/**
 * Checks the words of BACKLOG_TOOLS. A server must offer something, so a value without a known word selects the default.
 * @param isTool whether a word is a tool's name
 */
export function checkWords(setting: string | undefined, isTool: (word: string) => boolean): CheckedWords {
  const given = wordsIn(setting);
  const known = given.filter((word) => isToolsetWord(word) || isTool(word));
  const unknown = given.filter((word) => !known.includes(word));
  return { words: known.length > 0 ? known : DEFAULT_TOOLSETS, unknown, hasKnown: known.length > 0 };
}

const isToolsetWord = (word: string) => word === 'all' || (TOOLSETS as readonly string[]).includes(word);

/** Checks whether all words are toolsets or `all`, so that no table of tools is needed to check them. */
export const areToolsets = (setting: string | undefined): boolean => wordsIn(setting).every(isToolsetWord);

/**
 * Returns the complaint about unknown words of a value, with the known ones.
 * @param name the variable, flag or parameter with the value
 */
export function unknownText({ unknown }: CheckedWords, name = 'BACKLOG_TOOLS'): string | undefined {
  if (unknown.length === 0) return undefined;
  const named = unknown.map((word) => JSON.stringify(word)).join(', ');
  return `${name}: unknown ${named}; expected ${TOOL_WORDS}`;
}

/** Returns the complaint about unknown words in BACKLOG_TOOLS, with the tools that the server offers anyway. */
export function fallbackText(checked: CheckedWords): string | undefined {
  const problem = unknownText(checked);
  return problem && `${sentence(problem)} This server offers ${checked.words.join(', ')}.`;
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
