import { nearest } from '../../../../base/nearest.ts';
import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { inputOf } from '../../../../domain/calls/door.ts';
import { meantField } from '../../../../domain/calls/field-synonyms.ts';
import { TASK_FIELDS } from '../../../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../../../domain/fields/words-elsewhere.ts';
import { isFlag, valueWord } from '../field-kinds.ts';
import { FLAGS } from '../flag-spellings.ts';
import { canReadAll, canWatch, flagIn, GLOBAL_FLAGS, type WrittenFlag } from '../global-flags.ts';
import { ROW_FLAGS } from '../row-flags.ts';
import { type Saying, valueAndOthers } from '../saying.ts';
import { respelledFlag } from './foreign.ts';

/** Returns Backlog's equivalent of another program's flag: a term of the command's filter, or a format of its rows. */
export function termFor(written: string, value: string | undefined, command: CommandRow): string | undefined {
  if (written === 'template' && command.show.rows)
    return `--format template ${shellWord(value ?? '{{id}} {{description}}')}`;
  if (!command.cli?.positional?.includes('filter') && !command.cli?.selects) return undefined;
  if (written === 'all') return isOfAll(written, command) ? undefined : '+ANY';
  if (written === 'limit') return `limit:${value ?? 'NUMBER'}`;
  const name = ownProperty(FIELD_WORDS, written) ?? written;
  if (!Object.hasOwn(TASK_FIELDS, name)) return undefined;
  const said = value?.startsWith('-') ? undefined : value;
  return said === undefined ? `${name}:VALUE` : shellWord(`${name}:${said}`);
}

/** Checks whether a flag asks a command to change all tasks. Backlog suggests neither that nor a line for fewer tasks. */
export const isOfAll = (written: string, { access, cli }: CommandRow): boolean =>
  written === 'all' && cli?.selects !== undefined && access.effect !== 'read';

/**
 * Returns the flag with a similar name, if the command has a use for it. It is never `--as`: a misspelled flag must not
 * act in another author's name.
 */
export function closeFlag(name: string, value: string | undefined, command: CommandRow): string | undefined {
  const fields = Object.keys(command.input().shape);
  const isUseless = (flag: string) =>
    flag === 'as' || (flag === 'watch' && !canWatch(command)) || (flag === 'all_queues' && !canReadAll(command));
  const everywhere = Object.keys(GLOBAL_FLAGS).filter((flag) => !isUseless(flag));
  const known = [...fields, ...Object.keys(command.show.rows ? ROW_FLAGS : {}), ...everywhere];
  const close = meantField(name, undefined, fields)?.name ?? nearest(name, [...known, ...synonymsOf(command)]);
  const meant = close === undefined || known.includes(close) ? undefined : asFlag(close, command);
  const found = meant?.field?.name ?? close;
  const schema = found === undefined ? undefined : ownProperty(command.input().shape, found);
  // `--at 22:00` is near to `--attempts`, which takes a number.
  const fits = value === undefined || !schema || isFlag(schema) || schema.safeParse(value).success;
  return fits ? found : undefined;
}

/** Lists the flags of other programs that a command accepts. */
function synonymsOf(command: CommandRow): string[] {
  return [...Object.keys(FIELD_WORDS), ...Object.keys(FLAGS)].filter((name) => {
    const meant = asFlag(name, command);
    return meant?.field !== undefined || meant?.term !== undefined;
  });
}

function asFlag(name: string, command: CommandRow) {
  return respelledFlag({ written: name, name, inline: 'x' }, undefined, command);
}

/** The letters of dates for flags whose name is the unit of their value. */
const LETTERS = { minute: 'min', hour: 'h', day: 'd', week: 'w', month: 'mo' } as const;

const UNIT = /^(minute|hour|day|week|month)s?$/;

/**
 * Returns the words with the command's only date instead of a flag that is a unit: `--days 3` is `--until 3d`. Undefined
 * for another flag, and for a command with several dates.
 */
export function unitFlag(flag: WrittenFlag, said: Saying): readonly string[] | undefined {
  const unit = UNIT.exec(flag.name)?.[1] as keyof typeof LETTERS | undefined;
  const { value, others } = valueAndOthers(flag, said);
  if (unit === undefined || value === undefined || !/^\d+$/.test(value)) return undefined;
  const { shape } = said.command.input();
  const [field, ...more] = Object.keys(shape).filter((name) => valueWord(name, shape[name]!)[0] === 'DATE');
  if (field === undefined || more.length > 0) return undefined;
  return [...others, inputOf('cli', field), `${value}${LETTERS[unit]}`];
}

/** Flags of other programs that name a repository. Backlog names it in a scope: `shop:src/**`. */
const NAMES: ReadonlySet<string> = new Set(['repo', 'repository']);

/**
 * Returns the words to type instead of a line with a flag that names a repository: its scopes are in this repository,
 * or a list has only tasks whose scope is. Undefined for other flags and for commands without either.
 */
export function inRepository(
  flag: WrittenFlag,
  { command, ...words }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  const { value: repository, others } = valueAndOthers(flag, words);
  if (!NAMES.has(flag.name) || repository === undefined || flagIn(repository)) return undefined;
  const { shape } = command.input();
  if (command.access.effect === 'read' && 'filter' in shape) return [...others, `scope.has:${repository}:`];
  if (!('scope' in shape)) return undefined;
  const at = others.findIndex((word) => flagIn(word)?.name === 'scope');
  if (at < 0 || command.name === 'task_split') return [...others, '--scope', `${repository}:**`];
  const joined = flagIn(others[at]!)?.inline;
  const globs = (joined ?? others[at + 1] ?? '').split(',').map((glob) => `${repository}:${glob}`);
  return others.toSpliced(at, joined === undefined ? 2 : 1, '--scope', globs.join(','));
}

/** Returns the words of a list with the other order, instead of a flag that reverses it: `list --sort due --reverse`. */
export function reversedSort(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  if (!/^(?:reverse|desc|descending)$/.test(name) || inline !== undefined) return undefined;
  if (!Object.hasOwn(command.input().shape, 'sort')) return undefined;
  const words = [...before, ...behind];
  const at = words.findIndex((word) => flagIn(word)?.name === 'sort');
  const joined = flagIn(words[at] ?? '')?.inline;
  const key = joined ?? words[at + 1];
  if (at < 0 || key === undefined || !/^\w+$/.test(key)) return undefined;
  return words.toSpliced(at, joined === undefined ? 2 : 1, '--sort', `${key}:desc`);
}

/** Matches flags that clear a field: `--clear due`, `--no-due`. */
const CLEARS = /^(?:clear|remove|unset|delete|drop|rm|reset|no|without)(?:_([a-z_]+))?$/;

/**
 * Returns the words of a line whose flag clears a field, with this field as empty: `modify 2 --clear due`, `modify 2
 * --no-due`. Undefined for other flags, and for an element of a list: `--remove-label ui`.
 */
export function clearedField(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  const [found, own] = CLEARS.exec(name) ?? [];
  if (found === undefined || command.name !== 'task_modify') return undefined;
  const next = inline ?? (flagIn(behind[0] ?? '--') ? undefined : behind[0]);
  const field = fieldOf(own ?? next, command);
  if (field === undefined) return undefined;
  // `--remove-assignee ada` names the value that goes. One element of a list is no whole field.
  const isValue =
    /^(?:remove|unset|delete|rm)_/.test(name) && !/^(?:tags|depends|scope|acceptance|checks)$/.test(field);
  if (own !== undefined && next !== undefined && (!isValue || isIds(next))) return undefined;
  // `--add-assignee bob --remove-assignee ada` clears nothing.
  const isSet = [...before, ...behind].some(
    (word) => fieldOf(flagIn(word)?.name.replace(/^(?:add|set)_/, ''), command) === field,
  );
  if (own !== undefined && next !== undefined && isSet) return undefined;
  const others = behind.slice(next !== undefined && inline === undefined ? 1 : 0);
  return [...before, inputOf('cli', field), '', ...others];
}

/** Returns the field of a task that a word names, if the command sets it. */
function fieldOf(word: string | undefined, { input }: CommandRow): string | undefined {
  const said = word?.replaceAll('-', '_') ?? '';
  const field = ownProperty(FIELD_WORDS, said) ?? said;
  return Object.hasOwn(TASK_FIELDS, field) && Object.hasOwn(input().shape, field) ? field : undefined;
}
