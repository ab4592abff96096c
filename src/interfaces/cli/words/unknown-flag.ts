import { nearest } from '../../../base/nearest.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { shellWord } from '../../../base/shell-word.ts';
import type { Command } from '../../../commands/index.ts';
import { SHORT_FLAGS } from '../../../commands/short-flags.ts';
import { callOf, inputOf } from '../../../domain/calls/door.ts';
import { meantField } from '../../../domain/calls/field-synonyms.ts';
import { refuse } from '../../../domain/errors.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';
import { JSON_FIELDS } from './flag-spellings.ts';
import { elsewhere, flagLine, misread, respelledFlag } from './foreign-flags.ts';
import { GLOBAL_FLAGS, plainWords, type WrittenFlag } from './global-flags.ts';
import { suggestedLine } from './line-places.ts';
import { ROW_FLAGS } from './row-flags.ts';

/** A word of a line, with its command, the command's words before it, and those behind it. */
export interface Saying {
  command: Command;
  word: string;
  before: readonly string[];
  behind: readonly string[];
}

/**
 * Refuses an unknown flag and suggests another flag, or the line to type.
 * @throws BacklogError `usage`
 */
export function unknownFlag(flag: WrittenFlag, said: Saying): never {
  const { command, behind } = said;
  const { name, inline } = flag;
  const word = said.word.split('=')[0]!;
  const instead = lineFor(flag, said);
  const term = instead === undefined ? termFor(name, inline ?? behind[0], command) : undefined;
  const close = term || instead ? undefined : closeFlag(name, command);
  const meant = term ?? (close && inputOf('cli', close)) ?? (instead && `\`${instead}\``);
  const line = callOf('cli', command.name);
  return refuse('usage', `unknown flag ${word}${meant ? ` (did you mean ${meant}?)` : ''}`, {
    hint: `${term ? `Write \`${line} ${term}\`. ` : ''}See the flags: \`${line} --help\``,
    data: { received: word, nearest: close },
  });
}

/** Returns the line to type instead of a line with a flag of another program. */
function lineFor(flag: WrittenFlag, { command, before, behind }: Saying): string | undefined {
  const line = flagLine(flag, behind[0], command);
  if (line !== undefined) return suggestedLine(line, before);
  const meant = respelledFlag(flag, behind[0], command);
  if (!meant) return undefined;
  const words = meant.field
    ? [inputOf('cli', meant.field.name), meant.field.value === true ? '' : meant.field.value]
    : [meant.term ?? ''];
  return lineOf(command, [...before, ...words, ...behind.slice(meant.takesNext ? 1 : 0)]);
}

function lineOf(command: Command, words: readonly string[]): string {
  return callOf('cli', command.name, words.filter(Boolean).map(shellWord).join(' '));
}

/** Refuses a short flag with a value that another program's flag has. @throws BacklogError `usage` with the line */
export function refuseMisread(name: string, { command, word, before, behind }: Saying): void {
  const words = misread(word.slice(1), behind[0], command, plainWords([...before, ...behind.slice(1)], takesAny));
  if (!words) return;
  const line = lineOf(command, [...before, ...words, ...behind.slice(1)]);
  refuse('usage', `${word} is ${inputOf('cli', name)} (did you mean \`${line}\`?)`, { data: { received: word } });
}

/** Refuses names of fields after --json, as `gh` has them, because they would be a filter. @throws BacklogError `usage` */
export function refuseJsonFields({ command, before, behind: [next = '', ...others] }: Saying): void {
  if (!command.show.rows || !/^[a-z]\w*(,[a-z]\w*)+$/i.test(next)) return;
  const fields = next.split(',').map((name) => ownProperty(JSON_FIELDS, name) ?? name);
  const line = lineOf(command, [...before, '--fields', fields.join(','), '--json', ...others]);
  refuse('usage', `--json takes no names (did you mean \`${line}\`?)`, { data: { received: next } });
}

const takesAny = () => true;

/** Refuses an unknown short flag. The hint shows the line to type, or how to write a text. */
export function unknownShort(word: string, said?: Saying): never {
  const { command, behind: [next] = [] } = said ?? {};
  const letter = word.slice(1);
  const long = elsewhere(word);
  const known = long && said && Object.hasOwn(said.command.input().shape, long.name);
  const line =
    said &&
    long &&
    (known && flagLine(long, next, said.command) === undefined
      ? lineOf(said.command, [...said.before, inputOf('cli', long.name), ...said.behind])
      : lineFor(long, said));
  const begun = Object.keys(command?.input().shape ?? {}).filter((name) => name.startsWith(letter.toLowerCase()));
  const meant = line ? [`\`${line}\``] : begun.map((name) => inputOf('cli', name));
  const short = Object.entries(SHORT_FLAGS).map(([each, name]) => `-${each} (${inputOf('cli', name)})`);
  const text = ['--', word, ...(next === undefined ? [] : [shellWord(next)])].join(' ');
  const takesText = command !== undefined && TEXTS.has(command.cli?.positional?.[0] ?? '');
  const asText = takesText ? ` To use it as text: \`${callOf('cli', command.name, text)}\`` : '';
  return refuse('usage', `unknown flag ${word}${meant.length > 0 ? ` (did you mean ${meant.join(' or ')}?)` : ''}`, {
    hint: `The short flags are ${short.join(', ')}.${asText}`,
    data: { received: word },
  });
}

/** Fields that accept any text or filter terms. */
const TEXTS: ReadonlySet<string> = new Set(['description', 'text', 'content', 'filter']);

/** Filter attributes of other programs, each with Backlog's attribute. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  state: 'status',
  assignee: 'agent',
  label: 'tag',
  labels: 'tag',
};

/** Returns Backlog's equivalent of another program's flag: a term of the command's filter, or a format of its rows. */
function termFor(written: string, value: string | undefined, command: Command): string | undefined {
  if (written === 'template' && command.show.rows)
    return `--format template ${shellWord(value ?? '{{id}} {{description}}')}`;
  if (!command.cli?.positional?.includes('filter') && !command.cli?.selects) return undefined;
  if (written === 'all') return '+ANY';
  const name = ownProperty(ATTRIBUTES, written) ?? written;
  if (name !== 'tag' && name !== 'status' && !Object.hasOwn(TASK_FIELDS, name)) return undefined;
  const said = value?.startsWith('-') ? undefined : value;
  return said === undefined ? `${name}:VALUE` : shellWord(`${name}:${said}`);
}

function closeFlag(name: string, command: Command): string | undefined {
  const fields = Object.keys(command.input().shape);
  const known = [...fields, ...Object.keys(command.show.rows ? ROW_FLAGS : {}), ...Object.keys(GLOBAL_FLAGS)];
  return meantField(name, undefined, fields)?.name ?? nearest(name, known);
}
