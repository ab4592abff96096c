import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { callOf, inputOf, shortLine, typedAfter } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { flagIn, isGlobal, isShort, shortFlag, takesGlobal } from './global-flags.ts';
import { takesValue } from './positionals.ts';
import { isKnownFlag, isRowFlag } from './row-flags.ts';
import { RUN_ID } from './spellings/program.ts';

/** Maximum number of calls that one line makes. */
const MOST = 50;

/** The commands that show one task, in the order of the ids. Others select their tasks themselves. */
const OF_ONE_TASK: ReadonlySet<string> = new Set(['task_info', 'task_explain']);

/** Words between the ids of a list. With `or`, the list has no meaning for a command that acts. */
const BETWEEN: ReadonlySet<string> = new Set(['and', 'or']);

const isNumber = (id: string) => /^#?\d{1,9}$/.test(id);
const isId = (id: string) => RUN_ID.test(id) || isNumber(id);

/**
 * Returns a line for each run or task of a line that names several, where the command takes one: `approve r3 r4`,
 * `show 1 2`. The flags are in each line.
 * @param rest the words behind the command's name
 * @returns undefined for a line with one, or with other words
 * @throws BacklogError `usage` with the lines to type, if the ids are of two kinds, or a text follows: both could begin with
 * an id, too
 */
export function linesOfEach(command: CommandRow, rest: readonly string[]): readonly (readonly string[])[] | undefined {
  const [first, second] = command.cli?.positional ?? [];
  const isOfRuns = first === 'run';
  if (!isOfRuns && !OF_ONE_TASK.has(command.name)) return undefined;
  const { words, ids, text, flags } = partsOf(command, rest);
  const names = distinct(ids);
  if (names.length > MOST || (!isOfRuns && names.some((id) => RUN_ID.test(id)))) return undefined;
  const [one] = names;
  // A run that is named twice is the same run once.
  if (one !== undefined && names.length === 1 && ids.length > 1 && text.length === 0)
    return [[...typedAfter(command.name, one).split(' '), ...flags]];
  if (names.length < 2) return undefined;
  if (isOfRuns && names.some(isNumber) && (!names.every(isNumber) || (needsNote(command) && !hasNote(flags))))
    return refuseNumber(command, { words, names, text, flags });
  if (text.length > 0) return second === 'note' ? refuseText(command, names, [...text, ...flags]) : undefined;
  if (isOfRuns && words.includes('or')) return refuseText(command, names, flags, ' or ');
  // Text of two documents is no JSON.
  if (flags.includes('--json')) return undefined;
  return names.map((id) => [...typedAfter(command.name, id).split(' '), ...flags]);
}

/**
 * Refuses several tasks before the text of a note: `comment 4 5 hello` could mean both tasks, or a text that begins with a
 * number. A list in one word (`4,5`) names both.
 * @throws BacklogError `usage` with the lines to type
 */
export function checkOneNoted(command: CommandRow, rest: readonly string[]): void {
  if (command.name !== 'task_annotate') return;
  const { words, flags, plain } = partsOf(command, rest, (word) => !word.includes('-'));
  const [one = '', ...behind] = plain;
  const names = distinct(plain.flatMap(idsIn));
  if (behind.length === 0 || names.length < 2) return;
  const text = words.slice(plain.length);
  const asText = callOf(
    'cli',
    command.name,
    wordsFor(one, [inputOf('cli', 'text'), words.slice(1).join(' '), ...flags]),
  );
  const each = text.length === 0 ? [] : [linesFor(command, names, [text.join(' '), ...flags]).join(' && ')];
  refuse('usage', `${shortLine(command.name)} takes one task${meant([...each, asText])}`, {
    hint: HINT,
    data: { received: plain.join(' ') },
  });
}

const HINT = 'See all commands: `backlog help`';

const meant = (lines: readonly string[]) => ` (did you mean ${lines.map((line) => `\`${line}\``).join(' or ')}?)`;

interface Parts {
  /** All words that are no flags, and no values of flags. */
  words: readonly string[];
  /** The words at the beginning that are ids, with `and` and `or` between them. */
  plain: readonly string[];
  ids: readonly string[];
  text: readonly string[];
  flags: readonly string[];
}

/** Splits a line into the ids at its beginning, the text behind them, and the flags, which can stand anywhere. */
function partsOf(command: CommandRow, rest: readonly string[], fits: (word: string) => boolean = () => true): Parts {
  const { words, flags } = flagsApart(command, rest);
  const last = words.findIndex((word) => !BETWEEN.has(word) && !(fits(word) && idsIn(word).every(isId)));
  let behind = last < 0 ? words.length : last;
  // In `answer r3 r4 and stop`, the text begins with "and".
  while (behind > 0 && BETWEEN.has(words[behind - 1]!)) behind--;
  const plain = words.slice(0, behind);
  return {
    ...{ words, plain, text: words.slice(behind), flags },
    ids: plain.filter((word) => !BETWEEN.has(word)).flatMap(idsIn),
  };
}

/**
 * Separates the flags of a line from its words. Behind a flag of another program, all words count as its own: it is refused
 * with the line to type.
 */
function flagsApart(command: CommandRow, rest: readonly string[]): Pick<Parts, 'words' | 'flags'> {
  const words: string[] = [];
  const flags: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    const flag = flagIn(word) ?? shortFlag(word);
    if (word === '--' || (!flag && isShort(word)) || (flag && !isOwn(command, flag.name)))
      return { words, flags: [...flags, ...rest.slice(at)] };
    if (!flag) {
      words.push(word);
      continue;
    }
    const takes = flag.inline === undefined && (takesGlobal(flag.name) || takesValue(command, flag.name));
    // A flag is no value of the flag before it, which is refused for it.
    const hasValue = takes && !isKnownFlag(rest[at + 1] ?? '', command);
    flags.push(...rest.slice(at, at + (hasValue ? 2 : 1)));
    if (hasValue) at++;
  }
  return { words, flags };
}

const isOwn = ({ show, input }: CommandRow, name: string) =>
  isGlobal(name) || (show.rows !== undefined && isRowFlag(name)) || Object.hasOwn(input().shape, name);

/** Returns each id once: `R1` is `r1`, and `#2` is `2`. */
const distinct = (ids: readonly string[]): string[] => [
  ...new Set(ids.filter((id) => !BETWEEN.has(id)).map((id) => id.toLowerCase().replace('#', ''))),
];

/** Checks whether a command acts only with a note, so that a list of ids alone can't be all. */
function needsNote(command: CommandRow): boolean {
  const { note } = command.input().shape;
  return command.cli?.positional?.[1] === 'note' && note !== undefined && !note.safeParse(undefined).success;
}

const hasNote = (flags: readonly string[]) => flags.some((word) => /^(?:-m|--(?:note|reason))(?:=|$)/.test(word));

/**
 * Refuses a run with a number behind it, which can be a slip of `r12`, another task, or a note.
 * @throws BacklogError `usage` with the lines to type
 */
function refuseNumber(
  command: CommandRow,
  { words, names, text, flags }: Omit<Parts, 'ids' | 'plain'> & { names: readonly string[] },
): never {
  const [one = '', next = ''] = words;
  const shape = command.input().shape;
  const line = (args: readonly string[]) => callOf('cli', command.name, args.map(shellWord).join(' '));
  const said = [...text, ...flags];
  const isSplit =
    RUN_ID.test(one) && /^\d{1,9}$/.test(next) && (words.length === 2 || text.length === words.length - 2);
  const lines = [
    ...('note' in shape && isId(one) && !hasNote(flags)
      ? [line([one, inputOf('cli', 'note'), words.slice(1).join(' '), ...flags])]
      : []),
    ...(isSplit ? [line([`${one}${next}`, ...said])] : []),
    ...(needsNote(command) && text.length === 0 && !hasNote(flags)
      ? []
      : [names.map((id) => line([id, ...said])).join(' && ')]),
  ];
  return refuse(
    'usage',
    `${shortLine(command.name)} takes runs, or numbers of tasks, and ${words.join(' ')} could be more than one thing${meant(lines)}`,
    { hint: HINT, data: { received: words.join(' ') } },
  );
}

const wordsFor = (id: string, words: readonly string[]) => [id, ...words].map(shellWord).join(' ');

const linesFor = ({ name }: CommandRow, ids: readonly string[], words: readonly string[]) =>
  ids.map((id) => callOf('cli', name, wordsFor(id, words)));

function refuseText(command: CommandRow, runs: readonly string[], words: readonly string[], between = ' && '): never {
  const flag = words.findIndex((word) => word.startsWith('-'));
  const [text, flags] = flag < 0 ? [words, []] : [words.slice(0, flag), words.slice(flag)];
  const lines = linesFor(command, runs, [...(text.length > 0 ? [text.join(' ')] : []), ...flags]);
  return refuse(
    'usage',
    `${shortLine(command.name)} takes one run${meant(between === ' or ' ? lines : [lines.join(' && ')])}`,
    { hint: HINT, data: { received: runs.join(' ') } },
  );
}

/** Returns the ids of a word: a list, or a range such as `3-5` and `r3-r5`. Other words stay. */
export function idsIn(word: string): string[] {
  return word
    .split(',')
    .filter((id) => id !== '')
    .flatMap(rangeOf);
}

function rangeOf(word: string): string[] {
  const [, letter = '', from, other = letter, to] = /^(r?)(\d{1,9})-(r?)(\d{1,9})$/i.exec(word) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (from === undefined || (other !== '' && other !== letter) || !(count > 0 && count <= MOST)) return [word];
  return Array.from({ length: count }, (_, i) => `${letter}${Number(from) + i}`);
}
