/** The interface through which a reader calls. It decides how a command is spelled. */
export type Door = 'mcp' | 'cli' | 'web';

/** Who reads a text: at which door, and which commands it can call there as tools; all of them unless said. */
export interface Reader {
  door?: Door | undefined;
  offers?: ((command: string) => boolean) | undefined;
}

/**
 * A command, with arguments, as a reader calls it: `task_doc_read 12`, `backlog doc read 12`. A tool that a model is not offered becomes the
 * line of a terminal.
 */
export function callOf(reader: Door | Reader | undefined, command: string, args = ''): string {
  const { door, offers } = typeof reader === 'object' ? reader : { door: reader, offers: undefined };
  const verb = door === 'cli' || door === 'web' ? undefined : gatheredVerb(command);
  if (door !== 'cli' && offers && !offers(verb ? 'run_control' : command))
    return `\`${[`backlog ${shortLine(command)}`, args].filter(Boolean).join(' ')}\``;
  const words = door === 'cli' ? `backlog ${shortLine(command)}` : verb ? 'run_control' : command;
  return [words, args, verb && `with verb ${verb}`].filter(Boolean).join(' ');
}

/** An input of a command as a reader at that door writes it: `dry_run`, `--dry-run`. */
export function inputOf(door: Door | undefined, input: string): string {
  return door === 'cli' ? `--${input.replaceAll('_', '-')}` : input;
}

/** What can be decided about a run: a command line has a command for each (`run approve`), models have one tool for all of them. */
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

/** A text of ours in which commands about work stand by their names, with each as it is called at that door. */
export function inDoorWords(reader: Door | Reader | undefined, text: string): string {
  return text.replace(COMMANDS_NAMED, (whole, line: string | undefined, command: string, run: string | undefined) =>
    line === undefined ? callOf(reader, command, run) : whole,
  );
}

/** A line of a terminal, which stays; or the name of a command of one of these nouns, with the run that it is about. */
const COMMANDS_NAMED = /(`backlog [^`]*`)|\b((?:task|run|agent|orchestrator|claim|repo|schedule)_[a-z_]+)(?: (r\d+))?/g;

/** Nouns that a command line can leave out: `backlog list` is `backlog task list`. */
export const LEFT_OUT = ['task', 'backlog'] as const;

/** The words of a command line without the nouns that can be left out. */
export function shortLine(command: string): string {
  const noun = LEFT_OUT.find((each) => command.startsWith(`${each}_`));
  return spelled(noun === undefined ? command : command.slice(noun.length + 1));
}

/** Nouns of two words, which a command line joins as git does. */
const JOINED = ['git_hook'] as const;

/** The words of a command line: `git_hook_install` is `git-hook install`. */
export function spelled(command: string): string {
  const noun = JOINED.find((each) => command.startsWith(each));
  const first = noun === undefined ? '' : noun.replaceAll('_', '-');
  return first + command.slice(noun?.length ?? 0).replaceAll('_', ' ');
}

/** The noun that a word of a command line stands for: `git-hook`, and its last part alone where that is no other noun. */
export function nounOf(word: string): string {
  return JOINED.find((each) => each.replaceAll('_', '-') === word || each.endsWith(`_${word}`)) ?? word;
}
