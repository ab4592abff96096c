import { ownProperty } from '../../base/own-property.ts';

/** The interface through which a reader calls commands. It decides how commands are written. */
export type Door = 'mcp' | 'cli' | 'web';

/** The reader of a text: the interface, and the commands that it offers as tools, all without `offers`. */
export interface Reader {
  door?: Door | undefined;
  offers?: ((command: string) => boolean) | undefined;
}

/**
 * Formats a command with arguments for a reader: `task_doc_read 12`, `backlog doc read 12`. Arguments are ids and flags;
 * a model reads `--cost 5` as `with cost 5`. For a model without this tool, returns the command line.
 */
export function callOf(reader: Door | Reader | undefined, command: string, args = ''): string {
  const { door, offers } = typeof reader === 'object' ? reader : { door: reader, offers: undefined };
  const verb = door === 'cli' || door === 'web' ? undefined : gatheredVerb(command);
  if (door !== 'cli' && offers && !offers(verb ? 'run_control' : command)) return `\`${typedLine(command, args)}\``;
  if (door === 'cli') return typedLine(command, args);
  const fields = Array.from(args.matchAll(FLAG), ([, name = '', value]) => {
    const field = name.replaceAll('-', '_');
    return value === undefined ? `${field}: true` : `${field} ${value}`;
  });
  const given = [...(verb ? [`verb ${verb}`] : []), ...fields].join(', ');
  return [verb ? 'run_control' : command, args.replace(FLAG, ''), given && `with ${given}`].filter(Boolean).join(' ');
}

const typedLine = (command: string, args: string) => `backlog ${typedAfter(command, args)}`;

/** Returns the words to type for a command: the program, and the shortest name that these arguments allow. */
export function typedName(command: string, args: string): string {
  return `backlog ${shortNameOf(command, args)}`;
}

function shortNameOf(command: string, args: string): string {
  const short = ownProperty(SHORT_NAMES, command);
  return short && (short.ifNext?.test(args) ?? true) ? short.name : shortLine(command);
}

/** Returns a call as people type it after the name of the program. */
export const typedAfter = (command: string, args: string): string =>
  [shortNameOf(command, args), args].filter(Boolean).join(' ');

/** A short name of a command. With `ifNext`, it means another command before other arguments. */
interface ShortName {
  name: string;
  ifNext?: RegExp;
}

/** The commands about runs that have a name without the noun `run`. The verbs of others could mean a task. */
export const SHORT_NAMES: Readonly<Record<string, ShortName>> = {
  run_start: { name: 'run', ifNext: /^\d/ },
  run_diff: { name: 'diff', ifNext: /^r\d/ },
  run_approve: { name: 'approve' },
  run_request_changes: { name: 'request-changes' },
  run_answer: { name: 'answer' },
  run_discard: { name: 'discard' },
  run_resume: { name: 'resume' },
  run_retry: { name: 'retry' },
};

/** Matches a flag in the arguments of a call, with its value: `--note "…"`. */
const FLAG = / ?--([a-z-]+)(?: ("[^"]*"|(?!--)[^\s"]+))?/g;

/** Formats the name of a command's input: `dry_run`, or `--dry-run` on the command line. */
export function inputOf(door: Door | undefined, input: string): string {
  return door === 'cli' ? `--${input.replaceAll('_', '-')}` : input;
}

/** Actions on a run. The command line has one command for each (`run approve`), MCP one tool for all. */
export const RUN_VERBS = [
  'approve',
  'request_changes',
  'adopt',
  'answer',
  'message',
  'stop',
  'resume',
  'retry',
  'discard',
  'handoff',
  'clean',
  'merge_now',
  'withdraw',
  'revert',
  'push',
  'merged',
] as const;
export type RunVerb = (typeof RUN_VERBS)[number];

function gatheredVerb(command: string): string | undefined {
  return RUN_VERBS.find((verb) => command === `run_${verb}`);
}

/** Returns the sentence with which a refusal on the command line names the help of a command. */
export const usageHint = (command: string): string => `See its usage: \`${callOf('cli', command)} --help\``;

/** Rewrites the calls in a text for an interface. Texts name commands as tools, followed by ids and flags. */
export function inDoorWords(reader: Door | Reader | undefined, text: string): string {
  return splitAtCalls(text)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const { command, args, isQuoted } = piece;
      return isQuoted ? quotedCall(reader, command, args) : callOf(reader, command, args);
    })
    .join('');
}

/** A call that a text names, with the ids behind the command. */
export interface NamedCall {
  command: string;
  ids: string;
}

/** Returns the pieces of a text: the calls that it names as tools, and the texts between them. */
export function callsIn(text: string): (string | NamedCall)[] {
  return splitAtCalls(text)
    .flatMap((piece) => {
      if (typeof piece === 'string') return [piece];
      const { command, args } = piece;
      const [ids = ''] = IDS.exec(args) ?? [];
      return [{ command, ids }, args.slice(ids.length)];
    })
    .filter((piece) => piece !== '');
}

/** Matches ids at the beginning of a call's arguments. */
const IDS = /^[\w,-]*\d(?= |$)/;

/** Returns the call of a command in backticks. */
export function quotedCall(reader: Door | Reader | undefined, command: string, args = ''): string {
  const call = callOf(reader, command, args);
  return call.startsWith('`') ? call : `\`${call}\``;
}

/** Splits a text at its calls. Other texts in backticks belong to the text around them. */
function splitAtCalls(text: string): (string | { command: string; args: string; isQuoted: boolean })[] {
  const pieces: ReturnType<typeof splitAtCalls> = [];
  let at = 0;
  for (const { 0: whole, 1: quoted, 2: name = '', 3: args = '', index } of text.matchAll(CALLS)) {
    const isQuoted = quoted !== undefined;
    const [command, rest] = isQuoted ? splitCall(quoted) : [name, args.trim()];
    if (!COMMAND.test(command)) continue;
    pieces.push(text.slice(at, index), { command, args: rest, isQuoted });
    at = index + whole.length;
  }
  return [...pieces, text.slice(at)];
}

function splitCall(call: string): [string, string] {
  const at = call.indexOf(' ');
  return at < 0 ? [call, ''] : [call.slice(0, at), call.slice(at + 1)];
}

const NAMED =
  '(?:task|goal|run|agent|orchestrator|night|autonomy|claim|repo|attachment|review|view|setting|git_hook|inbox|pass|backlog)_[a-z_]+';
const COMMAND = new RegExp(`^${NAMED}$`);

/** A value without quotes: `friday`, `src/login.ts`, `2.5`. The mark at the end of its sentence is no part of it. */
const VALUE = '[\\w:+./*@~,-]*[\\w+/*-]';

/** Ids and flags behind the name of a command. A flag without a value ends its sentence or part of it. */
export const ARGUMENTS = `(?: (?:(?:r|[A-Z]-)?\\d+(?:,(?:[A-Z]-)?\\d+)*|--[a-z-]+(?: (?:"[^"]*"|${VALUE})|(?=[.,;)]|$))))*`;

/** Matches a text in backticks, or a command's name with its arguments. */
const CALLS = new RegExp(`\`([^\`]*)\`|\\b(${NAMED})(${ARGUMENTS})`, 'g');

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
