import { nearest } from '../../../base/nearest.ts';
import { shellWords } from '../../../base/shell-word.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { parseArgs } from '../words/args.ts';
import { valueWord } from '../words/field-kinds.ts';
import { flagIn } from '../words/global-flags.ts';
import { lostIn } from '../words/line-places.ts';
import { meantBy, type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import { lineRow, rowOf, type SpellingRow, withOwnNoun } from '../words/spelling-rows.ts';
import { SUGGESTED } from '../words/spellings.ts';

/** Reads a line in Backlog's own words. @throws BacklogError for a line that is refused */
type Reading = (words: readonly string[]) => readonly string[];

/**
 * Removes the lines of a refusal that would do more than the typed line asked for. All refusals of words pass here, so
 * that somebody who follows them changes nothing that they didn't name. Such a line:
 * - changes something by another command, or the typed verb is unknown,
 * - selects by a word that wasn't typed,
 * - agrees or forces (`--yes`, `--force`, `--all`) though the typed line doesn't, or
 * - lacks a word of the typed line, unless a near name replaces it.
 *
 * Instead of the line, the refusal names its command with the help.
 */
export function gated(error: BacklogError, typed: readonly string[], read: Reading): BacklogError {
  const asked = askedIn(typed);
  const isMore = (line: string) => doesMore(line, { typed, asked, read });
  const { message, hint = '', data = {} } = error;
  const more = linesIn(`${message}\n${hint}`).filter(isMore);
  const ofData = typeof data.line === 'string' && isMore(data.line);
  if (more.length === 0 && !ofData) return error;
  const isAllowed = (text: string) => !linesIn(text).some((line) => more.includes(line));
  const said = message.replace(MEANT, (all) => (isAllowed(all) ? all : ''));
  const sentences = hint.split('\n').map((line) => line.split(SENTENCES).filter(isAllowed).join(' '));
  // What a removed line leaves out, or where its text belongs, is told with it.
  const kept = sentences.map((line) => (more.length > 0 ? line.replace(OF_LINE, '') : line)).filter(Boolean);
  const help = helpFor(more[0] ?? String(data.line), typed);
  const hasLine = kept.some((line) => linesIn(line).some((one) => one !== 'backlog help'));
  const all = hasLine ? kept : [help.hint, ...kept.filter((line) => line !== ALL_COMMANDS)];
  const [line = help.line] = linesIn(`${said}\n${all.join('\n')}`);
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: `${said}${help.near}` },
    hint: { value: all.join('\n') },
    data: { value: { ...data, line } },
  });
}

const MEANT = / \(did you mean [^()]*\?\)/;
const SENTENCES = /(?<=[.?!]) (?=[A-Z`])/;
const OF_LINE = /(?:It leaves out: .*?\.|Write the [^.]*? at the dots\.) ?/g;
const ALL_COMMANDS = 'See all commands: `backlog help`';

const linesIn = (text: string): string[] => Array.from(text.matchAll(/`(backlog [^`]+)`/g), ([, line = '']) => line);

/** Names the command of a removed line: its name if the typed one is near, and its help. */
function helpFor(line: string, typed: readonly string[]): { near: string; hint: string; line: string } {
  const { command, said = '' } = resolveCommand((shellWords(line) ?? []).slice(1)) ?? {};
  if (!command) return { near: '', hint: ALL_COMMANDS, line: 'backlog help' };
  const verb = typed.slice(0, said.split(' ').length).join(' ');
  const near = verb !== said && nearest(verb, [said]) !== undefined ? ` (did you mean "${said}"?)` : '';
  const help = `${callOf('cli', command.name)} --help`;
  return { near, hint: `See its usage: \`${help}\``, line: help };
}

/** What a typed line asks for: the commands that it names, and its words behind their names. */
interface Asked {
  commands: ReadonlySet<string>;
  rest: readonly string[];
}

/** Reads the command of a typed line: Backlog's own, or the one that a table has for another program's word. */
function askedIn(typed: readonly string[]): Asked {
  const own = withOwnNoun(typed);
  const row: SpellingRow | undefined = rowOf(SUGGESTED, typed) ?? rowOf(SUGGESTED, own) ?? lineRow(typed);
  const found: ResolvedCommand | undefined = meantBy(typed) ?? meantBy(own);
  const ofRow = row?.line.split(' && ').flatMap((line) => resolveCommand(line.split(' '))?.command.name ?? []) ?? [];
  return {
    commands: new Set([...(found ? [found.command.name] : []), ...ofRow]),
    rest: row?.rest ?? found?.rest ?? typed,
  };
}

/** Matches flags that agree, force, or select everything. */
const FORCES = /^(?:-y|--(?:yes|force|all|unmet|steal)(?:=.*)?)$/;

/** Words for a value in a line that shows only its form. Such a line is refused. */
const FORM = /^(?:IDS?|RUN|FILTER|NAME|TEXT|FILE|…)$/;

interface Typed {
  typed: readonly string[];
  asked: Asked;
  read: Reading;
}

function doesMore(line: string, { typed, asked, read }: Typed): boolean {
  const parts = line.split(' && ').map((part) => (shellWords(part) ?? part.split(' ')).slice(1));
  const found = parts.map((words) => readAs(words, read));
  const changes = found.filter((one) => one !== 'help' && one?.command.access.effect !== 'read');
  if (changes.length === 0) return false;
  const words = parts.flat();
  if (words.some((word) => FORCES.test(word) && !typed.includes(word))) return true;
  if (!changes.every((one) => one !== undefined && one !== 'help' && asked.commands.has(one.command.name))) return true;
  return (found as ResolvedCommand[]).some((one) => selectsMore(one, typed)) || isLost(asked.rest, line, words);
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

const bare = (word: string) => word.replace(/^#|[,.?!]+$/g, '');

/** Checks whether a line selects tasks, runs or other records by a word that nobody typed. */
function selectsMore({ command, rest }: ResolvedCommand, typed: readonly string[]): boolean {
  const known = new Set(typed.flatMap((word) => [word, ...word.split(/[\s,=]+/)]).map(bare));
  const { shape } = command.input();
  const input = inputOf(command, rest);
  if (input === undefined) return true;
  return Object.entries(input)
    .filter(([field]) => field === command.cli?.selects?.field || isSelection(field, shape[field]))
    .flatMap(([, value]) => String(value).split(/[\s,]+/))
    .some((word) => !known.has(bare(word)) && !FORM.test(word));
}

/** Returns the fields of a line. Undefined if it can't be read. */
function inputOf(command: ResolvedCommand['command'], rest: readonly string[]): object | undefined {
  try {
    return parseArgs(command, rest).input;
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}

const isSelection = (field: string, schema: Parameters<typeof valueWord>[1] | undefined) =>
  schema !== undefined && /^(?:IDS?|FILTER|RUNS?)$/.test(valueWord(field, schema)[0] ?? '');

/** Checks whether a line lacks a typed word: neither the word, nor a near one, nor its value behind another flag. */
function isLost(typed: readonly string[], line: string, words: readonly string[]): boolean {
  const fresh = words.filter((word) => !typed.includes(word)).flatMap((word) => [word, word.replace(/^--?/, '')]);
  return lostIn(line, typed.map(bare).filter(Boolean)).some((word) => {
    const [, value] = /^-{0,2}[\w.-]+[:=](.+)$/.exec(word) ?? [];
    if (value !== undefined && lostIn(line, [value]).length === 0) return false;
    if (nearest(word, fresh) !== undefined || (value !== undefined && nearest(value, fresh) !== undefined))
      return false;
    // The value behind another flag: `--deadline friday` is `--due friday`.
    const behind = typed[typed.indexOf(word) + 1];
    const flag = behind === undefined ? undefined : words[words.lastIndexOf(behind) - 1];
    return !(flagIn(word) && flag?.startsWith('--') && !typed.includes(flag));
  });
}
