import { nearest } from '../../../base/nearest.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { shellWord } from '../../../base/shell-word.ts';
import type { Command } from '../../../commands/index.ts';
import { callOf, inputOf } from '../../../domain/calls/door.ts';
import { meantField } from '../../../domain/calls/field-synonyms.ts';
import { refuse } from '../../../domain/errors.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';
import { GLOBAL_FLAGS, GLOBAL_ROWS, type WrittenFlag } from './global-flags.ts';
import { ROW_FLAGS } from './row-flags.ts';

/**
 * Refuses an unknown flag and suggests another flag.
 * @param value the word after the unknown flag
 * @throws BacklogError `usage`
 */
export function unknownFlag({ written, name }: WrittenFlag, value: string | undefined, command: Command): never {
  const term = termFor(written, value, command);
  const close = term ? undefined : closeFlag(name, command);
  const meant = term ?? (close && inputOf('cli', close));
  const line = callOf('cli', command.name);
  return refuse('usage', `unknown flag --${written}${meant ? ` (did you mean ${meant}?)` : ''}`, {
    hint: `${term ? `Write \`${line} ${term}\`. ` : ''}See the flags: \`${line} --help\``,
    data: { received: `--${written}`, nearest: close },
  });
}

/** Refuses an unknown short flag. The hint shows how to write a text, or to remove a tag. */
export function unknownShort(word: string, next?: string, command?: Command): never {
  const letter = word.slice(1);
  const shape = command?.input().shape ?? {};
  const elsewhere = (ownProperty(ELSEWHERE, letter) ?? []).filter((name) => Object.hasOwn(shape, name));
  const begun = Object.keys(shape).filter((name) => name.startsWith(letter.toLowerCase()));
  const meant = (elsewhere.length > 0 ? elsewhere : begun).map((name) => inputOf('cli', name));
  const known = GLOBAL_ROWS.flatMap(([name, { short }]) => (short ? [`-${short} (--${name})`] : []));
  const text = ['--', word, ...(next === undefined ? [] : [shellWord(next)])].join(' ');
  const takesText = command !== undefined && TEXTS.has(command.cli?.positional?.[0] ?? '');
  const asText = takesText ? ` To use it as text: \`${callOf('cli', command.name, text)}\`` : '';
  return refuse('usage', `unknown flag ${word}${meant.length > 0 ? ` (did you mean ${meant.join(' or ')}?)` : ''}`, {
    hint: `The short flags are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.${asText}`,
    data: { received: word },
  });
}

/** Fields that accept any text or filter terms. */
const TEXTS: ReadonlySet<string> = new Set(['description', 'text', 'content', 'filter']);

/** Short flags of other programs, each with the fields that it can mean. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  n: ['limit'],
  L: ['limit'],
  m: ['text'],
  t: ['description', 'type'],
};

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
