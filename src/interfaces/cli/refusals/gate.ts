import { nearest } from '../../../base/nearest.ts';
import { sentence } from '../../../base/output/sentence.ts';
import { shellWords } from '../../../base/shell-word.ts';
import { callOf, usageHint } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { parseArgs } from '../words/args.ts';
import { valueWord } from '../words/field-kinds.ts';
import { flagIn } from '../words/global-flags.ts';
import { lostIn } from '../words/line-places.ts';
import { commandsOf, meantBy, type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import { respelledOnly } from '../words/respell.ts';
import { RUN_ID } from '../words/spellings/program.ts';
import { stateTerms } from '../words/spellings/states-in-filters.ts';
import { UNKNOWN_VERB } from '../words/unknown.ts';
import { linesIn } from './held-lines.ts';
import type { RefusedLines } from './rehearse.ts';

/** Reads a line in Backlog's own words. @throws BacklogError for a line that is refused */
type Reading = (words: readonly string[]) => readonly string[];

/**
 * Removes the lines of a refusal that would do more than the typed line asked for. All refusals of words pass here, so
 * that somebody who follows them changes nothing that they didn't name. Such a line agrees or forces (`--yes`, `--force`,
 * `--all`) though the typed one doesn't, or it changes something and:
 * - the typed verb is unknown, and none of its names,
 * - it selects by a word that wasn't typed, or
 * - it lacks a flag that could be a word of the typed text.
 *
 * It also removes the lines of `refused`, which would be refused themselves. What else a line lacks, its refusal says. If
 * no line is left, the refusal names the command with its help.
 */
export function gated(
  error: BacklogError,
  typed: readonly string[],
  { read, refused }: { read: Reading; refused: RefusedLines },
): BacklogError {
  const { message, hint = '', data = {} } = error;
  const isMore = (line: string) =>
    doesMore(line, { typed, isUnknown: data[UNKNOWN_VERB] === true, task: data.task, read });
  const more = linesIn(`${message}\n${hint}`).filter((line) => refused.has(line) || isMore(line));
  const ofData = typeof data.line === 'string' && isMore(data.line);
  if (more.length === 0 && !ofData) return error;
  const isAllowed = (text: string) => !linesIn(text).some((line) => more.includes(line));
  const said = message.replace(MEANT, (all) => {
    const left = linesIn(all).filter((line) => !more.includes(line));
    if (left.length === 0) return isAllowed(all) ? all : '';
    return ` (did you mean ${left.map((line) => `\`${line}\``).join(' or ')}?)`;
  });
  const told =
    said === message
      ? []
      : whyRefused(
          linesIn(message).filter((line) => !isMore(line)),
          refused,
        );
  const isKept = (text: string) => isAllowed(text) && (said === message || told.length > 0 || !OF_LINE.test(text));
  const kept = hint
    .split('\n')
    .map((line) => line.split(SENTENCES).filter(isKept).join(' '))
    .filter(Boolean);
  const help = helpFor(more[0] ?? String(data.line), typed);
  // If the line of the message is removed, the help of its command replaces it.
  const isAnswer = (one: string) =>
    one === help.line || (said === message ? one !== 'backlog help' : !/ (?:--)?help$/.test(one));
  const hasLine = linesIn(`${said}\n${kept.join('\n')}`).some(isAnswer);
  const all = [...told, ...(hasLine ? kept : [help.hint, ...kept.filter((line) => line !== ALL_COMMANDS)])];
  const [line = help.line] = linesIn(`${said}\n${all.join('\n')}`);
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: `${said}${help.near}` },
    hint: { value: all.join('\n') },
    data: { value: { ...data, line } },
  });
}

/** Says in words why the next shell would refuse the nearest line. It is no line to type, so it has no backticks. */
function whyRefused(lines: readonly string[], refused: RefusedLines): string[] {
  const [line = ''] = lines;
  const why = refused.get(line);
  return why === undefined ? [] : [`The nearest line, ${line.replace(/^backlog /, '')}, is refused: ${sentence(why)}`];
}

const MEANT = / \(did you mean [^()]*\?\)/;
const SENTENCES = /(?<=[.?!]) (?=[A-Z`])/;
/** Matches what a hint tells about the line of the message. */
const OF_LINE = /^(?:It|This) |^Write the .* at the dots/;
const ALL_COMMANDS = 'See all commands: `backlog help`';

/** Names the command of a removed line: its name if the typed one is near, and its help. */
function helpFor(line: string, typed: readonly string[]): { near: string; hint: string; line: string } {
  const { command, said = '' } = resolveCommand((shellWords(line.split(' && ', 1)[0]!) ?? []).slice(1)) ?? {};
  if (!command) return { near: '', hint: ALL_COMMANDS, line: 'backlog help' };
  const verb = typed.slice(0, said.split(' ').length).join(' ');
  const near = verb !== said && nearest(verb, [said]) !== undefined ? ` (did you mean "${said}"?)` : '';
  return { near, hint: usageHint(command.name), line: `${callOf('cli', command.name)} --help` };
}

/** Matches flags that agree, force, or select everything. */
const FORCES = /^(?:-y|--(?:yes|force|all|unmet|steal)(?:=.*)?)$/;

/** Words for a value in a line that shows only its form. Such a line is refused. */
const FORM = /^(?:IDS?|RUN|FILTER|NAME|TEXT|FILE|…)$/;

interface Typed {
  typed: readonly string[];
  /** Whether the noun of the typed line has no such verb. */
  isUnknown: boolean;
  /** The id of the task that the typed words name by its description. */
  task: unknown;
  read: Reading;
}

function doesMore(line: string, { typed, isUnknown, task, read }: Typed): boolean {
  const parts = line.split(' && ').map((part) => (shellWords(part) ?? part.split(' ')).slice(1));
  if (parts.flat().some((word) => FORCES.test(word) && !typed.includes(word))) return true;
  const found = parts.map((words) => readAs(words, read));
  const changes = found.flatMap((one) => (one && one !== 'help' && changesUnseen(one) ? [one] : []));
  if (changes.length === 0) return false;
  if ((isUnknown || !hasKnownVerb(typed)) && !parts.every((words) => isSaidIn(words, typed))) return true;
  const known = [...typed, ...(task === undefined ? [] : [String(task)])];
  return changes.some((one) => selectsMore(one, known) || losesFlagOfText(one, line, typed));
}

/** Checks whether a line begins with a command, or with a noun and an id, as in `run r2`. */
const hasKnownVerb = (typed: readonly string[]): boolean =>
  Boolean(meantBy(respelledOnly(typed))?.said || resolveCommand(typed)?.said) ||
  (RUN_ID.test(typed[1] ?? '') && commandsOf(typed[0]!).length > 0);

/** Checks whether a command changes something. The editor of `edit` shows the task before a person changes it. */
const changesUnseen = ({ command: { name, access } }: ResolvedCommand) =>
  access.effect !== 'read' && name !== 'task_edit';

/** Checks whether the words that name a command were typed, in any order. */
function isSaidIn(words: readonly string[], typed: readonly string[]): boolean {
  const said = resolveCommand(words)?.said.split(' ');
  return said?.every((word) => typed.includes(word)) ?? false;
}

/** Reads an offered line. `help` stands for one that only explains. */
function readAs(words: readonly string[], read: Reading): ResolvedCommand | 'help' | undefined {
  if (words[0] === 'help' || words.includes('--help')) return 'help';
  try {
    return meantBy(read(words));
  } catch (error) {
    if (error instanceof BacklogError) return resolveCommand(words);
    throw error;
  }
}

const bare = (word: string) => word.toLowerCase().replace(/^[#+-]+|[,.?!]+$/g, '');

/**
 * Checks whether a line selects tasks, runs or other records by a word that nobody typed. It may be the term for a typed
 * state, unless the command is a careful one, such as `delete`.
 */
function selectsMore({ command, rest }: ResolvedCommand, typed: readonly string[]): boolean {
  const known = new Set(typed.flatMap(partsOf).map(bare));
  // `run 1` can be the run or its task.
  if (typed.some((word) => /^runs?$/i.test(word))) for (const word of typed) known.add(`r${word}`);
  const states = command.cli?.selects?.careful
    ? []
    : typed.flatMap((word) => (bare(word) === 'all' ? [] : (stateTerms([bare(word)]) ?? [])));
  const isTyped = (word: string): boolean => {
    if (FORM.test(word) || known.has(bare(word)) || (!/^(?:\+ANY$|sort:)/.test(word) && states.includes(word)))
      return true;
    const [, field = '', value = ''] = /^([a-z.]+):(.+)$/.exec(word) ?? [];
    return value !== '' && known.has(bare(value)) && nearest(field, known) !== undefined;
  };
  const { shape } = command.input();
  return Object.entries(inputOf(command, rest))
    .filter(([field]) => field === command.cli?.selects?.field || isSelection(field, shape[field]))
    .flatMap(([, value]) => String(value).split(/[\s,"()[\]]+|\.\.|(?<=\d)-(?=\d)/))
    .some((word) => word !== '' && !isTyped(word));
}

/** Returns a word and its parts: each element of a list, and each number of a range. */
function partsOf(word: string): string[] {
  const [, from = '', to = ''] = /^(\d{1,6})(?:-|\.\.)(\d{1,6})$/.exec(word) ?? [];
  const count = Math.min(Number(to) - Number(from) + 1, MOST_IDS);
  const between = from === '' || count < 0 ? [] : Array.from({ length: count }, (_, at) => String(Number(from) + at));
  return [word, ...word.split(/[\s,=:]+/), ...between];
}

/** Maximum number of ids of a range that are compared. */
const MOST_IDS = 1_000;

/** Returns the fields of a line. One that can't be read is refused, and changes nothing. */
function inputOf(command: ResolvedCommand['command'], rest: readonly string[]): object {
  try {
    return parseArgs(command, rest).input;
  } catch (error) {
    if (error instanceof BacklogError) return {};
    throw error;
  }
}

const isSelection = (field: string, schema: Parameters<typeof valueWord>[1] | undefined) =>
  schema !== undefined && /^(?:IDS?|FILTER|RUNS?)$/.test(valueWord(field, schema)[0] ?? '');

/**
 * Checks whether a line with a text lacks a typed flag: `add Remove --force flag`. Another flag before the same value
 * replaces it: `annotate 1 --message x` is `annotate 1 --text x`.
 */
function losesFlagOfText({ command }: ResolvedCommand, line: string, typed: readonly string[]): boolean {
  const isText = /^(?:description|text|title)$/.test(command.cli?.positional?.at(-1) ?? '');
  if (!isText || meantBy(typed)?.command !== command) return false;
  const words = shellWords(line) ?? [];
  const flags = words.filter((word) => flagIn(word));
  return typed.some((word, at) => {
    const { name, inline } = flagIn(word) ?? {};
    if (name === undefined || lostIn(line, [word]).length === 0 || nearest(`--${name}`, flags) !== undefined)
      return false;
    const value = inline ?? typed[at + 1];
    return value === undefined || flagIn(words[words.indexOf(value) - 1] ?? '') === undefined;
  });
}
