import type { CommandRow } from '../../../../commands/index.ts';
import { EVERY_FIELD, namedOnRequest } from '../../../../commands/rows.ts';
import { nearFields, splitAttributes, splitChanges, splitWords } from '../../../../commands/task/attributes.ts';
import { isSelection } from '../../../../commands/task/select-words.ts';
import { type FlagTerm, withTerms } from '../flags/flag-terms.ts';
import { checkUseful, flagIn, isShort } from '../global-flags.ts';
import { placePositionals } from '../positionals.ts';
import { type RowWords, rowsAsked } from '../row-flags.ts';
import type { ParsedArgs } from './parsed-args.ts';
import { type ArgsReading, give, readFlag } from './read-flag.ts';
import { hasOtherValues, namesFields, readTypedValues, selectsByWords } from './typed-values.ts';

/**
 * Reads the words after the verb.
 * - `--name` and a single letter after a dash are flags. `-BLOCKED` and `+READY` are filter words.
 * - Other words fill the positional fields in order. The last field gets all remaining words.
 * - In a description, Taskwarrior's words (`+tag`, `due:friday`) set fields.
 * - After `--`, every word is text.
 * @throws BacklogError `usage` for words that it can't read
 */
export function readArgs(
  command: CommandRow,
  typed: readonly string[],
  { others, front = 0 }: ArgsReading,
): ParsedArgs {
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
  { command, others }: { command: CommandRow } & ArgsReading,
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
