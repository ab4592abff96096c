import { named, ownProperty } from '../../../../base/own-property.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { TASK_FIELDS } from '../../../../domain/fields/table.ts';
import { PRIORITY_WORDS } from '../../../../domain/fields/words.ts';
import { FIELD_WORDS, statusWord } from '../../../../domain/fields/words-elsewhere.ts';
import { virtualTag } from '../../../../domain/urgency/virtual-tags.ts';
import { FLAG_LINES, FLAGS, NOTED } from '../flag-spellings.ts';
import { flagIn, isShort, type WrittenFlag } from '../global-flags.ts';
import { withUnit } from '../line-places.ts';
import type { Respelled } from '../plain/read-flag.ts';
import { ROW_FORMAT_NAMES } from '../row-flags.ts';
import { isDropped, statusLine } from '../spellings/modify-status.ts';
import { oppositeTerm } from '../spellings/states-in-filters.ts';
import { AT_ONCE } from './flag-rows.ts';

/**
 * Returns a flag of another program in Backlog's words. For a command that lists, a field becomes a term of its filter.
 * @param next the word after the flag
 */
export function respelledFlag(
  { name, inline }: WrittenFlag,
  next: string | undefined,
  command: CommandRow,
): Respelled | undefined {
  // Its value is a command line, whose flags are no flags of other programs.
  if (command.name === 'setting_set') return undefined;
  const { shape } = command.input();
  const value = inline ?? (next !== undefined && !flagIn(next) ? next : undefined);
  const takesNext = inline === undefined && value !== undefined;
  const typed = DEPENDENCIES.exec(value ?? '');
  const link = name.startsWith('dep') ? ownProperty(LINKS, typed?.[1] ?? '') : undefined;
  if (link !== undefined && Object.hasOwn(shape, link)) return { field: { name: link, value: typed![2]! }, takesNext };
  const rows = ownProperty(FLAGS, name) ?? {};
  const line = ownProperty(rows, command.name) ?? ownProperty(rows, '*') ?? ofField(name) ?? inWords(name, shape);
  if (line === '') return { takesNext: false };
  const [flag = '', place] = line?.split(' ') ?? [];
  const field = flag.slice(2);
  if (flag !== '' && place === undefined && Object.hasOwn(shape, field))
    return { field: { name: field, value: true }, takesNext: false };
  if (place !== undefined && !place.includes('$') && Object.hasOwn(shape, field))
    return { field: { name: field, value: place }, takesNext: false };
  if (line !== undefined && value !== undefined && Object.hasOwn(shape, field))
    return { field: { name: field, value: placed(place!, value) }, takesNext };
  if (line === undefined && inline === undefined && takesFormat(command, name))
    return { field: { name: 'format', value: name }, takesNext: false };
  const term =
    command.access.effect === 'read' && Object.hasOwn(shape, 'filter') ? termFor(name, field, value) : undefined;
  if (term === undefined) return undefined;
  const attribute = ownProperty(FIELD_WORDS, name) ?? name;
  const termOf = ONE_VALUE.has(attribute) ? attribute : undefined;
  return { term: term.term, termOf, takesNext: takesNext && !term.alone };
}

/** Attributes of which a task has at most one value. */
const ONE_VALUE: ReadonlySet<string> = new Set(['status', 'priority', 'agent', 'project', 'parent', 'type', 'created']);

/** Returns the flag for a field with this name in another program. */
function ofField(name: string): string | undefined {
  const field = ownProperty(FIELD_WORDS, name);
  return field && `${inputOf('cli', field)} $`;
}

/** Returns the flag for a field with other words around its name, such as `--max-cost`. `--max-agents 2` names no agents. */
function inWords(name: string, shape: object): string | undefined {
  const bare = name.replace(/^(?:max|new|set|task)_|_(?:limit|max|usd|in|at|by)$/g, '');
  const field = ownProperty(FIELD_WORDS, bare) ?? bare;
  return bare !== name && !AT_ONCE.includes(name) && Object.hasOwn(shape, field)
    ? `${inputOf('cli', field)} $`
    : undefined;
}

/** Puts a value into its place: as text of a JSON list, or with the sign before each element of a list. */
function placed(place: string, value: string): string {
  const [, unit] = /^\$:(\w+)$/.exec(place) ?? [];
  if (unit !== undefined) return withUnit(value, unit);
  if (!/^[+-]\$$/.test(place)) return place.replace('$', () => value);
  return value
    .split(',')
    .map((each) => place.replace('$', () => each))
    .join(',');
}

/** Matches a dependency with its type, as `beads` writes it: `discovered-from:12`. */
const DEPENDENCIES = /^([a-z-]+):([^:,]+)$/;

/** The fields for types of dependencies. */
const LINKS: Readonly<Record<string, string>> = {
  ...{ blocks: 'depends', 'discovered-from': 'discovered_from', 'parent-child': 'parent' },
};

/** Returns the filter term for a flag. A term that is `alone` has no value. */
function termFor(name: string, field: string, value: string | undefined): { term: string; alone?: true } | undefined {
  const tag =
    virtualTag(name.toUpperCase()) === undefined || Object.hasOwn(TASK_FIELDS, name)
      ? undefined
      : `+${name.toUpperCase()}`;
  const alone = ownProperty(ALONE, name) ?? (field ? undefined : (statusWord(name)?.term ?? tag));
  if (alone !== undefined) return { term: alone, alone: true };
  if (NOT.test(name)) return termWithout(name, value);
  if (value === undefined) return undefined;
  const attribute = TEXT_FLAGS.test(name) ? 'text' : field || name;
  if (attribute === 'status') return { term: statusWord(value)?.term ?? `status:${quoted(value)}` };
  if (attribute === 'tags')
    return {
      term: value
        .split(',')
        .map((tag) => `+${tag.replace(/^[+]/, '')}`)
        .join(' '),
    };
  if (attribute === 'priority')
    return { term: `priority:${quoted(ownProperty(PRIORITY_WORDS, value.toLowerCase()) ?? value)}` };
  if (attribute === 'agent' && /^(?:none|nobody|unassigned|null)$/i.test(value)) return { term: 'agent.none:' };
  if (attribute === 'text') return { term: searched(value) };
  if (attribute === 'parent' || attribute === 'depends')
    return { term: `${attribute}:${value.replace(/(?<=^|,)#(?=\d)/g, '')}` };
  if (Object.hasOwn(TERMS, name)) return { term: TERMS[name]!.replace('$', () => quoted(value)) };
  // `--template` is a format in other programs, and no attribute of a filter.
  if (attribute === 'created' || (attribute !== 'template' && Object.hasOwn(TASK_FIELDS, attribute)))
    return { term: `${attribute}:${quoted(value)}` };
  return undefined;
}

/** Matches flags whose value is a text, which can have commas. */
const TEXT_FLAGS = /^(?:search|query|text)$/;

/** Matches flags that leave out what another flag selects: `--not-blocked`, `--exclude-tag`. */
const NOT = /^(?:not|no|non|exclude|excluding|without|except|ignore|hide|skip)_(.+)$/;

/** Returns the filter term for a flag that leaves tasks out. A list must not lose it: it would have more tasks than were asked for. */
function termWithout(name: string, value: string | undefined): { term: string; alone?: true } | undefined {
  const [, other = ''] = NOT.exec(name) ?? [];
  const field = ownProperty(FIELD_WORDS, other) ?? other;
  // `--without-project web` names a value, and behind `--no-project` is a word of the filter.
  if (
    /^(?:no|without)_/.test(name) &&
    (name.startsWith('no_') || value === undefined) &&
    Object.hasOwn(TASK_FIELDS, field)
  )
    return { term: `${field}.none:`, alone: true };
  if (other === '') return undefined;
  // Each of several values is left out: `--not-project web,api`.
  const values = value === undefined || TEXT_FLAGS.test(other) ? [value] : value.split(',');
  const found = values.map((each) => termFor(other, ofField(other)?.slice(2, -2) ?? '', each));
  const terms = found.map((one) => one && oppositeTerm(one.term));
  if (!terms.every((term) => term !== undefined)) return undefined;
  return { ...(found[0]!.alone ? { alone: true as const } : {}), term: terms.join(' ') };
}

/** Flags without a value that select tasks. */
const ALONE: Readonly<Record<string, string>> = {
  ...{ all: '+ANY', ready: '+READY', blocked: '+BLOCKED', overdue: '+OVERDUE', closed: '+COMPLETED' },
  ...{ unassigned: 'agent.none:', no_assignee: 'agent.none:', mine: 'agent:@me', me: 'agent:@me' },
};

/** Returns the terms for a search. A search of `gh` has terms of its own: `is:open label:bug crash`. */
function searched(value: string): string {
  if (!/(?:^|\s)(is|state|label|assignee|author|sort):\S/.test(value)) return `text:${quoted(value)}`;
  return value
    .split(/\s+/)
    .map((word) => {
      const [, name = '', said = ''] = /^(\w+):(.+)$/.exec(word) ?? [];
      const text = said.replaceAll('"', '');
      if (name === 'sort')
        return SORTS[text.replace(/-(asc|desc)$/, '')]?.concat(text.endsWith('-asc') ? '+' : '-') ?? '';
      if (name === 'is' || name === 'state')
        return statusWord(text)?.term ?? (text === 'issue' ? '' : `text:${quoted(word)}`);
      if (name === 'label') return `+${text}`;
      if (name === 'assignee' || name === 'author') return `${name === 'author' ? 'created' : 'agent'}:${text}`;
      return word === '' ? '' : `text:${quoted(word)}`;
    })
    .filter(Boolean)
    .join(' ');
}

const SORTS: Readonly<Record<string, string>> = {
  ...{ created: 'sort:entry', updated: 'sort:modified' },
};

/** Terms for flags that compare. `$` is the flag's value. */
const TERMS: Readonly<Record<string, string>> = {
  ...{ title_contains: 'description.has:$', created_after: 'entry.after:$', created_before: 'entry.before:$' },
  ...{ due_after: 'due.after:$', due_before: 'due.before:$', updated_after: 'modified.after:$' },
  ...{ updated_before: 'modified.before:$', external_ref: 'extra.external_ref:$' },
  ...named(['created_by', 'creator', 'opened_by'], 'created:$'),
  ...named(['changed_by', 'modified_by', 'updated_by'], 'changed:$'),
  // What an import has from a tracker and Backlog has no field for.
  ...Object.fromEntries(
    ['team', 'squad', 'sprint', 'cycle', 'iteration', 'fix_version', 'reporter', 'resolution', 'severity', 'lane'].map(
      (name) => [name, `extra.${name}:$`],
    ),
  ),
};

/** Returns the board column for a status of another program, or the same text. @throws BacklogError for a deleted task's */
export function columnMeant(status: string, id: string): string {
  if (statusWord(status)?.status === 'deleted')
    refuse('usage', `no column "${status}" (did you mean \`${callOf('cli', 'task_delete', id)}\`?)`, {
      data: { received: status },
    });
  return statusWord(status)?.column ?? status;
}

function quoted(value: string): string {
  return /^[\w.:@/#+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Checks whether a word is a format of the files that a command reads or writes. */
export function takesFormat(command: CommandRow, word: string): boolean {
  const format = command.show.rows ? undefined : ownProperty(command.input().shape, 'format');
  return format?.safeParse(word).success === true;
}

/** Returns the line to suggest for a flag of another program: its words, with `$` for the flag's value, or for the next value. */
export function flagLine(
  { name, inline }: WrittenFlag,
  behind: readonly string[],
  command: CommandRow,
): string | undefined {
  const value = inline ?? behind.find((word) => !flagIn(word) && !isShort(word)) ?? '';
  if (name === 'status' && command.name === 'task_modify') return statusLine(value);
  const row = ownProperty(ownProperty(FLAG_LINES, name) ?? {}, command.name);
  const line = row === NOTED.task_done && isDropped(value) ? NOTED.task_delete : row;
  // `-o wide` is a format of another program.
  if (line?.endsWith('--format $') && !ROW_FORMAT_NAMES.some((name) => name === value)) return undefined;
  // The sign before a value, as in `@$`, is of the same word.
  return line?.replace(/(@?)\$(?!\d)/, (_, sign: string) =>
    /^[\w.@/-]+$/.test(value) ? `${sign}${value}` : JSON.stringify(`${sign}${value}`),
  );
}
