import type * as z from 'zod';
import type { CommandRow } from '../../../../commands/index.ts';
import { EVERY_FIELD, namedOnRequest, type RowsAsked } from '../../../../commands/rows.ts';
import { nearFields, splitAttributes, splitChanges, splitWords } from '../../../../commands/task/attributes.ts';
import { isSelection } from '../../../../commands/task/select-words.ts';
import { isCallerWord } from '../../../../domain/actor.ts';
import { refuseBare, refuseTwice, takesNoValue } from '../../refusals/slip.ts';
import { type ColourMode, colourMode } from '../../terminal/colour.ts';
import { goesOn, isFlag, isNextPath, joined, namesTasks, takesList } from '../field-kinds.ts';
import { giveCommand, namesCommand } from '../flags/criterion-flag.ts';
import { type FlagTerm, withTerms } from '../flags/flag-terms.ts';
import { checkUseful, flagIn, type GlobalName, isGlobal, isShort, type WrittenFlag } from '../global-flags.ts';
import { placePositionals } from '../positionals.ts';
import { isKnownFlag, isRowFlag, type RowWords, readRowFlag, rowsAsked } from '../row-flags.ts';
import type { Saying } from '../saying.ts';
import { hasOtherValues, type Input, namesFields, readTypedValues, selectsByWords } from './typed-values.ts';

export interface ParsedArgs {
  input: Record<string, string | boolean>;
  /** Words that look like a field but were stored as text, with suggestions. */
  kept: { word: string; meant: readonly string[] }[];
  /** Words that were read as a state of tasks. */
  read?: StateRead | undefined;
  /** The words of the positional fields. */
  words?: readonly string[];
  flags: {
    json: boolean;
    help: boolean;
    watch: boolean;
    yes: boolean;
    as?: string;
    cwd?: string;
    queue?: string;
    profile?: string;
    all_queues?: boolean;
    no_pager?: boolean;
    color?: ColourMode;
    /** The requested form of rows. Undefined means the default form. */
    rows?: RowsAsked;
  };
}

/** Words that were read as a state, and the terms for them. */
export interface StateRead {
  said: string;
  terms: string;
}

/** A flag of another program, in Backlog's words. */
export interface Respelled {
  /** The field to set, with its value. */
  field?: { name: string; value: string | true };
  /** A term to add to the command's filter. */
  term?: string;
  /** The attribute of the term, if a task has only one value of it. */
  termOf?: string | undefined;
  /** Whether the flag's value is the next word. */
  takesNext: boolean;
}

/** What reads the words of a line that its command has no flag, field or value for. It corrects or refuses them. */
export interface OtherWords {
  /** Returns the flag that a letter means by the word behind it, or what it means to another program. */
  letterMeant(said: Saying): WrittenFlag | undefined;
  unknownShort(word: string, said: Saying): never;
  refuseMisread(name: string, said: Saying): void;
  checkAttached(said: Saying, isFirst: boolean): string;
  refuseJsonFields(said: Saying): void;
  unknownFlag(flag: WrittenFlag, said: Saying): never;
  respelledFlag(flag: WrittenFlag, said: Saying): Respelled | undefined;
  fieldsInText(words: readonly string[]): ParsedArgs['kept'];
  withStates(command: CommandRow, words: readonly string[]): { words: readonly string[]; read?: StateRead };
  withWordsOfFields(command: CommandRow, input: Input, words: readonly string[]): readonly string[];
  readOtherValues(command: CommandRow, input: Input): void;
}

/** How to read words. */
interface Reading {
  /** Returns what reads other words. It can throw, so that a line with such words isn't read. */
  others: () => OtherWords;
  /** The number of first words whose flags are those of every command. */
  front?: number;
}

/**
 * Reads the words after the verb.
 * - `--name` and a single letter after a dash are flags. `-BLOCKED` and `+READY` are filter words.
 * - Other words fill the positional fields in order. The last field gets all remaining words.
 * - In a description, Taskwarrior's words (`+tag`, `due:friday`) set fields.
 * - After `--`, every word is text.
 * @throws BacklogError `usage` for words that it can't read
 */
export function readArgs(command: CommandRow, typed: readonly string[], { others, front = 0 }: Reading): ParsedArgs {
  const shape = command.input().shape;
  const parsed: ParsedArgs = { input: {}, kept: [], flags: { json: false, help: false, watch: false, yes: false } };
  const rows: RowWords = {};
  const rest: string[] = [];
  const terms: FlagTerm[] = [];
  const literal: string[] = [];
  const queue = [...typed];
  const parse = (words: readonly string[]) => readArgs(command, words, { others });
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!word.startsWith('-')) {
      rest.push(word);
      continue;
    }
    const at = typed.length - queue.length - 1;
    const said = { command, word, before: typed.slice(0, at), behind: typed.slice(at + 1), parse };
    const flag = isShort(word) ? others().letterMeant(said) : flagIn(word);
    if (word === '--') literal.push(...placed(parsed, queue.splice(0), command));
    else if (flag)
      readFlag(parsed, flag, queue, { ...said, rows, terms, others, isFront: at < front, hasWords: rest.length > 0 });
    else if (isShort(word)) others().unknownShort(word, said);
    else rest.push(takesText(command) ? others().checkAttached(said, rest.length === 0) : word);
  }
  const asked = Object.keys(rows).length > 0 ? rowsAsked(rows, parsed.flags.json) : undefined;
  if (asked) parsed.flags.rows = asked;
  const costly = asked ? namedOnRequest(asked, command) : [];
  if (costly.length > 0) parsed.input.fields = [EVERY_FIELD, ...costly].join(',');
  // Rows for a file are complete unless the call has a limit.
  if (asked && asked.format !== 'json' && 'limit' in shape) parsed.input.limit ??= '0';
  checkUseful(command, parsed.flags);
  const words = terms.length > 0 ? withTerms(parsed.input, rest, { command, terms }) : rest;
  const { plain, fields } = splitFields(parsed, words, { command, others });
  for (const [name, value] of fields) give(parsed.input, { name, value, shape });
  const { words: filter, read } =
    plain.every(isSelection) || !selectsByWords(command) ? { words: plain } : others().withStates(command, plain);
  parsed.read = read;
  const own = namesFields(command, filter) ? others().withWordsOfFields(command, parsed.input, filter) : filter;
  parsed.words = [...own, ...literal];
  placePositionals(parsed.input, parsed.words, command);
  if (hasOtherValues(command, parsed.input)) others().readOtherValues(command, parsed.input);
  else readTypedValues(command, parsed.input);
  return parsed;
}

/** Checks whether the first words of the command describe a task, and can be any. */
const takesText = ({ cli }: CommandRow) => cli?.positional?.[0] === 'description';

/** Gives the words after `--` to the field that the command has for them. @returns the words without such a field */
function placed({ input }: ParsedArgs, words: string[], { cli }: CommandRow): string[] {
  if (cli?.afterDashes === undefined || words.length === 0) return words;
  input[cli.afterDashes] = JSON.stringify(words);
  return [];
}

/**
 * Moves the words that set fields from the remaining words to the input. In a description, such words always set
 * fields. After ids, they set fields unless a flag sets one.
 */
function splitFields(
  { input, kept }: ParsedArgs,
  rest: readonly string[],
  { command, others }: { command: CommandRow } & Reading,
) {
  const { shape } = command.input();
  const last = command.cli?.positional?.at(-1);
  if (last === 'description') {
    const split = splitAttributes(rest, shape);
    if (rest.length > 1) kept.push(...nearFields(split.plain, shape));
    if (rest.length > 1 && split.plain.length > 1) kept.push(...others().fieldsInText(split.plain));
    return split;
  }
  const named = Object.keys(input);
  const duplicates = last === 'id' && Object.hasOwn(shape, 'tags');
  if (!(takesChanges(command) || duplicates) || named.some((name) => name !== 'filter'))
    return { plain: [...rest], fields: [] };
  return named.length === 0 ? splitChanges(rest, shape) : splitWords(rest, shape);
}

/** Checks whether the command changes fields of selected tasks. Its words can then set fields. */
export function takesChanges(command: CommandRow): boolean {
  return (
    command.cli?.positional?.at(-1) === 'filter' &&
    command.access.effect === 'write' &&
    Object.hasOwn(command.input().shape, 'tags')
  );
}

function readFlag(
  parsed: ParsedArgs,
  flag: WrittenFlag,
  queue: string[],
  said: Saying & Reading & { rows: RowWords; terms: FlagTerm[]; isFront: boolean; hasWords: boolean },
): void {
  const { command, rows, terms, others } = said;
  const { shape } = command.input();
  const { written } = flag;
  let { inline } = flag;
  const long = flag.name === 'description' ? longText(said) : undefined;
  if (long === 'refused') others().unknownFlag({ ...flag, name: 'spec' }, said);
  const name = long ?? flag.name;
  const take = () => {
    const next = isKnownFlag(queue[0] ?? '', command) ? undefined : queue[0];
    let value = inline ?? next ?? refuseBare(name, `${said.word} needs a value`, queue[0]);
    if (inline === undefined) queue.shift();
    inline = undefined;
    while (goesOn(name, shape[name], queue, value)) value = `${value} ${queue.shift()}`;
    return value;
  };
  if (isShort(said.word)) others().refuseMisread(written, said);
  if (command.show.rows && isRowFlag(name)) readRowFlag(rows, name, take);
  else if (isGlobal(name) && (said.isFront || !Object.hasOwn(shape, name))) {
    if (name === 'json' && inline === undefined && LIKE_FIELDS.test(said.behind[0] ?? ''))
      others().refuseJsonFields(said);
    readGlobal(parsed.flags, name, { inline, take });
  } else if (name === 'status' && command.name === 'task_modify' && !/^(pending)?$/.test(inline ?? queue[0] ?? ''))
    others().unknownFlag(flag, said);
  else if (namesCommand(name, shape)) giveCommand(parsed.input, take());
  else if (Object.hasOwn(shape, name)) {
    give(parsed.input, { name, value: isFlag(shape[name]!) ? truth(inline, queue) : take(), shape });
    // Only behind other words: a description can begin with a file.
    while (said.hasWords && isNextPath(name, shape[name], queue)) give(parsed.input, { name, value: take(), shape });
  } else {
    const meant = others().respelledFlag(flag, said) ?? others().unknownFlag(flag, said);
    if (meant.takesNext) queue.shift();
    if (meant.term !== undefined) terms.push({ term: meant.term, of: meant.termOf });
    if (meant.field) give(parsed.input, { ...meant.field, shape });
  }
}

/** Matches names of fields, as `gh` has them behind `--json`. */
const LIKE_FIELDS = /^[a-z]\w*(,[a-z]\w*)*$/i;

function readGlobal(
  flags: ParsedArgs['flags'],
  name: GlobalName,
  { inline, take }: { inline: string | undefined; take(): string },
): void {
  if (name === 'as' || name === 'cwd' || name === 'queue' || name === 'profile') flags[name] = take();
  else if (name === 'color') flags.color = colourMode(take());
  else flags[name] = inline === undefined || inline === 'true' || (inline !== 'false' && takesNoValue(name, inline));
}

/** Reads the value of a boolean flag, written as `--docs`, `--docs=false` or `--docs false`. */
function truth(inline: string | undefined, queue: string[]): string | boolean {
  if (inline !== undefined) return inline;
  return queue[0] === 'true' || queue[0] === 'false' ? queue.shift()! : true;
}

/**
 * Stores the value of a field. A list gets all repeated values. Other fields refuse a second value, because the first
 * one would be lost.
 */
function give(
  input: ParsedArgs['input'],
  { name, value, shape }: { name: string; value: string | boolean; shape: z.ZodRawShape },
) {
  const present = input[name];
  const text = typeof value === 'string' && value.length > 1 ? value : '';
  if (name === 'agent' && text.startsWith('@') && !isCallerWord(text))
    give(input, { name, value: text.slice(1), shape });
  else if (namesTasks(name) && /^=\S/.test(text)) give(input, { name, value: text.slice(1), shape });
  else if (name === 'acceptance' && 'criterion' in shape && text.startsWith('+'))
    give(input, { name: 'criterion', value: text.slice(1), shape });
  else if (present === undefined) input[name] = value;
  else if (takesList(shape[name]!)) input[name] = joined(String(present), String(value));
  else refuseTwice(name, present, value);
}

/**
 * Returns the field for `--description` beside `--title`: other programs have a line and a longer text. `refused` means
 * that the command has no field for the text.
 */
function longText({ command, before, behind }: Saying): 'spec' | 'refused' | undefined {
  const { shape } = command.input();
  if (!('description' in shape) || ![...before, ...behind].some((word) => flagIn(word)?.name === 'title'))
    return undefined;
  return 'spec' in shape ? 'spec' : 'refused';
}
