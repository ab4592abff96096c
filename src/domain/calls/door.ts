/** The interface through which a reader calls commands. It decides how commands are written. */
export type Door = 'mcp' | 'cli' | 'web';

/** The reader of a text: the interface, and the commands that it offers as tools, all without `offers`. */
export interface Reader {
  door?: Door | undefined;
  offers?: ((command: string) => boolean) | undefined;
}

/**
 * Formats a command with arguments for a reader: `task_doc_read 12`, `backlog doc read 12`. For a model without this
 * tool, returns the command line.
 */
export function callOf(reader: Door | Reader | undefined, command: string, args = ''): string {
  const { door, offers } = typeof reader === 'object' ? reader : { door: reader, offers: undefined };
  const verb = door === 'cli' || door === 'web' ? undefined : gatheredVerb(command);
  if (door !== 'cli' && offers && !offers(verb ? 'run_control' : command))
    return `\`${[`backlog ${shortLine(command)}`, args].filter(Boolean).join(' ')}\``;
  const words = door === 'cli' ? `backlog ${shortLine(command)}` : verb ? 'run_control' : command;
  return [words, args, verb && `with verb ${verb}`].filter(Boolean).join(' ');
}

/** Formats the name of a command's input: `dry_run`, or `--dry-run` on the command line. */
export function inputOf(door: Door | undefined, input: string): string {
  return door === 'cli' ? `--${input.replaceAll('_', '-')}` : input;
}

/** Actions on a run. The command line has one command for each (`run approve`), MCP one tool for all. */
const RUN_VERBS = [
  'approve',
  'request_changes',
  'adopt',
  'answer',
  'stop',
  'resume',
  'retry',
  'discard',
  'handoff',
  'clean',
  'merge_now',
  'push',
  'merged',
] as const;
export type RunVerb = (typeof RUN_VERBS)[number];

function gatheredVerb(command: string): string | undefined {
  return RUN_VERBS.find((verb) => command === `run_${verb}`);
}

/** Rewrites the command names in a text for an interface. */
export function inDoorWords(reader: Door | Reader | undefined, text: string): string {
  return text.replace(COMMANDS_NAMED, (whole, line: string | undefined, command: string, run: string | undefined) =>
    line === undefined ? callOf(reader, command, run) : whole,
  );
}

/** Matches a command line in backticks, which stays unchanged, or a command name, optionally with a run id. */
const COMMANDS_NAMED = /(`backlog [^`]*`)|\b((?:task|run|agent|orchestrator|claim|repo)_[a-z_]+)(?: (r\d+))?/g;

/** Nouns that the command line can omit: `backlog list` means `backlog task list`. */
export const LEFT_OUT = ['task', 'backlog'] as const;

/** Returns the words of a command line, without a noun that can be omitted. */
export function shortLine(command: string): string {
  const noun = LEFT_OUT.find((each) => command.startsWith(`${each}_`));
  return spelled(noun === undefined ? command : command.slice(noun.length + 1));
}

/** Nouns that consist of two words. The command line joins the words with a hyphen, as git does. */
const JOINED_NOUNS = ['git_hook'];

/** Verbs that consist of two words. The command line joins these with a hyphen, too. */
const JOINED_VERBS = ['request_changes', 'merge_now'];

const JOINED = new RegExp([...JOINED_NOUNS, ...JOINED_VERBS].join('|'), 'g');

/** Converts a command name to words of the command line: `git_hook_install` is `git-hook install`. */
export function spelled(command: string): string {
  return command.replace(JOINED, (words) => words.replaceAll('_', '-')).replaceAll('_', ' ');
}

/**
 * Returns the noun for a word of the command line, such as `git-hook`. It also accepts the last part (`hook`) if no
 * other noun has this name.
 */
export function nounOf(word: string): string {
  return JOINED_NOUNS.find((each) => each.replaceAll('_', '-') === word || each.endsWith(`_${word}`)) ?? word;
}
