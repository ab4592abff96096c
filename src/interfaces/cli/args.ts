import type * as z from 'zod';
import type { Command } from '../../commands/index.ts';
import type { RowsAsked } from '../../commands/rows.ts';
import { isIds, splitAttributes, splitChanges } from '../../commands/task/attributes.ts';
import { callOf } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { nearest } from '../../domain/nearest.ts';
import { type ColourWish, colourWish } from './colour.ts';
import { isFlag, joined, takesList, takesWords } from './field-kinds.ts';
import { isRowFlag, ROW_FLAGS, type RowWords, readRowFlag, rowsAsked } from './row-flags.ts';

/** What every verb understands beside its own fields. */
export const GLOBAL_FLAGS = {
  json: 'Print the result, or the error, as JSON',
  help: 'Show this help',
  as: 'Sign as human:ada; for people at a terminal, system:NAME for scripts too',
  cwd: 'Act in the workspace of this folder',
  watch: 'Show it again whenever something changes, until Ctrl+C',
  yes: 'Do it without asking, where many tasks are selected or something goes for good',
  color: 'auto, always or never; auto is on a terminal, unless NO_COLOR is set',
} as const;

export interface ParsedArgs {
  input: Record<string, string | boolean>;
  flags: {
    json: boolean;
    help: boolean;
    watch: boolean;
    yes: boolean;
    as?: string;
    cwd?: string;
    color?: ColourWish;
    /** How the rows of a list are wanted, when not as usual. */
    rows?: RowsAsked;
  };
}

type Shape = z.ZodRawShape;

/**
 * Reads the words after the verb. Only `--name` is a flag: `-BLOCKED` and `+READY` are words of filters. Words without a flag
 * fill the command's positional fields in order; the last one takes all that remain. In a description, words of Taskwarrior's
 * (`+tag`, `due:friday`) are fields. After `--` everything is a word.
 * @throws BacklogError `usage` with the nearest known flag
 */
export function parseArgs(command: Command, words: readonly string[]): ParsedArgs {
  const shape = command.input().shape;
  const parsed: ParsedArgs = { input: {}, flags: { json: false, help: false, watch: false, yes: false } };
  const rows: RowWords = {};
  const rest: string[] = [];
  const literal: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') literal.push(...queue.splice(0));
    else if (word === '-h') parsed.flags.help = true;
    else if (word.startsWith('--')) readFlag(parsed, word, queue, { command, rows });
    else rest.push(word);
  }
  const asked = rowsAsked(rows, parsed.flags.json);
  if (asked) parsed.flags.rows = asked;
  // A file of rows has all of them, unless a limit is named.
  if (asked && asked.format !== 'json' && 'limit' in shape) parsed.input.limit ??= '0';
  if (parsed.flags.watch && command.effect !== 'read' && !command.watch) refuseWatch(command);
  const { plain, fields } = splitFields(parsed, rest, command);
  for (const [name, value] of fields) give(parsed.input, { name, value, shape });
  placePositionals(parsed, [...plain, ...literal], command, shape);
  return parsed;
}

/** Words that are fields: of a description always, of ids to modify when nothing else says what changes. */
function splitFields({ input }: ParsedArgs, rest: readonly string[], command: Command) {
  const { shape } = command.input();
  const last = command.positional?.at(-1);
  if (last === 'description') return splitAttributes(rest, shape);
  const changes = last === 'filter' && command.effect === 'write' && Object.keys(input).length === 0;
  return changes && 'tags' in shape ? splitChanges(rest, shape) : { plain: [...rest], fields: [] };
}

function readFlag(
  parsed: ParsedArgs,
  word: string,
  queue: string[],
  { command, rows }: { command: Command; rows: RowWords },
): void {
  const { shape } = command.input();
  let [, written = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const name = written.replaceAll('-', '_');
  const take = () => {
    const value = inline ?? queue.shift() ?? refuse('usage', `--${written} needs a value`);
    inline = undefined;
    return value;
  };
  if (command.rows && isRowFlag(name)) readRowFlag(rows, name, take);
  else if (name === 'json' || name === 'help' || name === 'watch' || name === 'yes') parsed.flags[name] = true;
  else if (name === 'as' || name === 'cwd') parsed.flags[name] = take();
  else if (name === 'color') parsed.flags.color = colourWish(take());
  else if (!Object.hasOwn(shape, name)) unknownFlag(written, command, shape);
  else give(parsed.input, { name, value: isFlag(shape[name]!) ? truth(inline, queue) : take(), shape });
}

/** What changes something would do so again at each look. */
function refuseWatch(command: Command): never {
  return refuse('usage', `\`${lineOf(command)}\` changes something and begins nothing that could be watched`, {
    hint: 'Leave out --watch; reading commands and those of runs take it.',
  });
}

/** `--docs`, `--docs=false`, and `--docs false` as people write it. */
function truth(inline: string | undefined, queue: string[]): string | boolean {
  if (inline !== undefined) return inline;
  return queue[0] === 'true' || queue[0] === 'false' ? queue.shift()! : true;
}

/** A list takes what is given to it several times together; of anything else one of two values would be lost. */
function give(
  input: ParsedArgs['input'],
  { name, value, shape }: { name: string; value: string | boolean; shape: Shape },
) {
  const present = input[name];
  if (present === undefined) input[name] = value;
  else if (takesList(shape[name]!)) input[name] = joined(String(present), String(value));
  else refuse('usage', `--${name.replaceAll('_', '-')} was given twice: ${String(present)} and ${String(value)}`);
}

function unknownFlag(written: string, command: Command, shape: Shape): never {
  const known = [...Object.keys(shape), ...Object.keys(command.rows ? ROW_FLAGS : {}), ...Object.keys(GLOBAL_FLAGS)];
  const close = nearest(written, known);
  return refuse('usage', `unknown flag --${written}${close ? ` (did you mean --${close}?)` : ''}`, {
    hint: `\`${lineOf(command)} --help\` lists the flags.`,
    data: { received: `--${written}`, nearest: close },
  });
}

function placePositionals(parsed: ParsedArgs, rest: readonly string[], command: Command, shape: Shape): void {
  const free = (command.positional ?? []).filter((field) => !(field in parsed.input));
  if (rest.length > 0 && free.length === 0) {
    refuse('usage', `unexpected "${rest.join(' ')}"`, {
      hint: `\`${lineOf(command)} --help\` shows how it is called.`,
    });
  }
  free.forEach((field, i) => {
    const words = i === free.length - 1 ? rest.slice(i) : rest.slice(i, i + 1);
    if (field === 'content' && words.length > 1)
      refuse('usage', `content: expected one text, received ${words.length} words: ${words.join(' ').slice(0, 60)}`, {
        hint: `Put it in quotes, or say @FILE; --name NAME names the document.`,
      });
    if (words.length > 0 && field === command.selects?.field && !words.every(isIds))
      parsed.input[field] = words.join(' ');
    else if (words.length > 0)
      parsed.input[field] = takesWords(shape[field]!) ? JSON.stringify(words.flatMap(splitIds)) : words.join(' ');
  });
}

function splitIds(word: string): string[] {
  return word.startsWith('[') || word.includes('{') ? [word] : word.split(',').filter(Boolean);
}

/** Global flags may stand before the verb, too, as in git: `backlog --cwd ../other list`. */
export function verbFirst(words: readonly string[]): readonly string[] {
  const { flags, rest } = leadingFlags(words);
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
  return [...rest.slice(0, end), ...flags, ...rest.slice(end)];
}

/** The global flags before the verb, with their values, and the words from the verb on; of flags alone the last one is a word. */
export function leadingFlags(words: readonly string[]): { flags: readonly string[]; rest: readonly string[] } {
  let from = 0;
  for (;;) {
    const word = words[from] ?? '';
    const count = /^--(json$|(as|cwd|color)=)/.test(word) ? 1 : /^--(as|cwd|color)$/.test(word) ? 2 : 0;
    if (count === 0 || words.length <= from + count) return { flags: words.slice(0, from), rest: words.slice(from) };
    from += count;
  }
}

/** `backlog doc write` */
export function lineOf(command: Command): string {
  return callOf('cli', command.name);
}
