import type * as z from 'zod';
import type { CommandRow } from '../../../../commands/index.ts';
import { isCallerWord } from '../../../../domain/actor.ts';
import { refuseBare, refuseTwice, takesNoValue } from '../../refusals/slip.ts';
import { colourMode } from '../../terminal/colour.ts';
import { goesOn, isFlag, isNextPath, joined, namesTasks, takesList } from '../field-kinds.ts';
import { giveCommand, namesCommand } from '../flags/criterion-flag.ts';
import type { FlagTerm } from '../flags/flag-terms.ts';
import { flagIn, type GlobalName, isGlobal, isShort, type WrittenFlag } from '../global-flags.ts';
import { isKnownFlag, isRowFlag, type RowWords, readRowFlag } from '../row-flags.ts';
import type { Saying } from '../saying.ts';
import type { ParsedArgs, StateRead } from './parsed-args.ts';
import type { Input } from './typed-values.ts';

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
export interface ArgsReading {
  /** Returns what reads other words. It can throw, so that a line with such words isn't read. */
  others: () => OtherWords;
  /** The number of first words whose flags are those of every command. */
  front?: number;
}

/** Reads a flag of a line, with its value from the words behind it. @throws BacklogError `usage` */
export function readFlag(
  parsed: ParsedArgs,
  flag: WrittenFlag,
  queue: string[],
  said: Saying & ArgsReading & { rows: RowWords; terms: FlagTerm[]; isFront: boolean; hasWords: boolean },
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
export function give(
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
