import * as z from 'zod';
import { inputSchemaOf } from '../../../base/json/input-schema.ts';
import { present } from '../../../base/present.ts';
import { version } from '../../../base/version.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { inCliWords } from '../../../commands/line-words.ts';
import { inputOf, nounOf } from '../../../domain/calls/door.ts';
import { ROW_FORMATS } from '../../../text/rows/formats.ts';
import type { Streams } from '../io.ts';
import { commandWords } from '../words/args.ts';
import { valueWord } from '../words/field-kinds.ts';
import { canReadAll, canWatch, GLOBAL_ROWS, type GlobalName, positionalWords } from '../words/global-flags.ts';
import { commandsOf, nounsOf, resolveCommand, viewCall } from '../words/resolve.ts';
import { respelledOnly } from '../words/respell.ts';
import { isRowFlag, ROW_FLAGS } from '../words/row-flags.ts';
import { unknownVerb } from '../words/unknown.ts';
import { fitted } from './fitted.ts';
import { documentationLine, everyCommand, groupHelp, nounHelp, overview, purposeHelp } from './overview.ts';
import { FLAG_WIDTH, flagRow, topicNamed } from './topics.ts';

/** Formats the help as {@link helpOn} does, for the width of the terminal. */
export async function fittedHelp(
  words: readonly string[],
  { size }: Pick<Streams, 'size'>,
  options: { groups?: boolean } = {},
): Promise<string> {
  return fitted(await helpOn(words, options), size().columns);
}

/**
 * Formats the help for a command, for the verbs of a noun, or for the whole program.
 * @param groups whether a word can also be a group of commands
 * @throws BacklogError `usage` for unknown words
 */
export async function helpOn(given: readonly string[], { groups = false } = {}): Promise<string> {
  const words = positionalWords(given);
  const [noun] = words;
  if (noun === undefined) return given.includes('--all') ? everyCommand() : overview(version);
  if (noun === 'all') return everyCommand();
  const page = topicNamed(noun);
  if (page) return page.text();
  const group = groups && words.length === 1 ? groupHelp(noun) : undefined;
  const found = resolveCommand(words) ?? resolveCommand(respelledOnly(words));
  // A plural is another spelling of the list.
  const isNoun = words.length === 1 && nounsOf(noun).length === 1 && commandsOf(noun).length > 1;
  if (group !== undefined) return group;
  // A noun that lists by itself is explained by all its verbs.
  if (found && !(isNoun && isList(found.command.name, noun))) {
    const page = await commandHelp(found.command);
    return isNoun ? `${page}\n\n${nounHelp(noun)}` : page;
  }
  return nounHelp(noun) ?? purposeHelp(noun) ?? unknownVerb(words);
}

const isList = (name: string, noun: string) => [`${nounOf(noun)}_list`, `${nounOf(noun)}_show`].includes(name);

/** Formats the help for one command: its command line, description, flags and examples. */
export async function commandHelp(command: CommandRow): Promise<string> {
  const shape = command.input().shape;
  const { positional = [], aliases = [], examples = [], more } = command.cli ?? {};
  const fields = Object.entries(shape)
    .filter(([name]) => !command.show.rows || !isRowFlag(name))
    .map(([name, schema]) => fieldRow(name, schema));
  const own = GLOBAL_ROWS.filter(([name]) => takesFlag(command, name));
  const flags = [...fields, ...viewRows(command), ...rowFlagRows(command), ...own.map((row) => flagRow(...row))];
  const words = positional.map((field) => (isOptional(shape[field]!) ? ` [${field}]` : ` <${field}>`)).join('');
  return [
    `Usage: ${commandWords(command)}${words}${flags.length > 0 ? ' [flags]' : ''}`,
    ...aliases
      .filter((alias) => `backlog ${alias}` !== commandWords(command))
      .slice(0, 1)
      .map((alias) => `Alias: backlog ${alias}`),
    '',
    inCliWords(flagsIn(command.summary, command)),
    ...section('Flags:', flags),
    ...section('', more ? await more() : []).slice(1),
    '',
    'Every command also takes --json, --as, --cwd, --color and --help (`backlog help flags`).',
    ...section(
      'Examples:',
      examples.map((example) => `  backlog ${example.replace(/^task /, '')}`),
    ),
    '',
    documentationLine(command),
  ].join('\n');
}

/** Spells the fields of the command as flags: `handoff` is `--handoff`. */
function flagsIn(text: string, { input, cli }: CommandRow): string {
  const { shape } = input();
  return text.replace(/`([a-z_]+)`/g, (whole, name: string) =>
    Object.hasOwn(shape, name) && !cli?.positional?.includes(name) ? `\`${inputOf('cli', name)}\`` : whole,
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

/** Checks whether a command's help lists this global flag. It omits flags that the command can't use. */
function takesFlag(command: CommandRow, name: GlobalName): boolean {
  if (name === 'watch') return canWatch(command);
  if (name === 'all_queues') return canReadAll(command);
  return name === 'yes' && (command.cli?.selects ?? command.cli?.asks) !== undefined;
}

function fieldRow(name: string, schema: z.core.$ZodType): string {
  const { description, enum: words } = inputSchemaOf(schema);
  const [value] = valueWord(name, schema);
  const isUnnamed = (word: unknown) => word !== value && !description?.includes(String(word));
  const one = words?.some(isUnnamed) ? `one of ${words.join(', ')}` : undefined;
  const meaning = [description && inCliWords(description), one].filter(Boolean).join('; ');
  return flagRow(name, { means: `${meaning}${isOptional(schema) ? '' : ' (required)'}`, ...present({ value }) });
}

/** Formats the flags that show the same tasks in another form, or that stand for another line. */
function viewRows({ cli }: CommandRow): string[] {
  return [
    ...Object.entries(cli?.viewFlags ?? {}).map(([flag, name]) =>
      flagRow(flag, { means: `Same as \`${viewCall(flag, name)}\`` }),
    ),
    ...Object.entries(cli?.flagLines ?? {}).map(([flag, line]) =>
      flagRow(flag, { means: `Same as \`backlog ${line}\``, value: line.split(' ').at(-1)! }),
    ),
  ];
}

/** Formats the flags for the rows of a list. */
function rowFlagRows({ show }: CommandRow): string[] {
  if (!show.rows) return [];
  const flags = Object.entries(ROW_FLAGS).map(([name, flag]) => flagRow(name, flag));
  const formats = Object.entries(ROW_FORMATS).map(
    ([name, { means }]) => `${' '.repeat(FLAG_WIDTH + 2)}${name}: ${means}`,
  );
  return [...flags, ...formats];
}

function isOptional(schema: z.core.$ZodType): boolean {
  return z.safeParse(schema, undefined).success;
}
