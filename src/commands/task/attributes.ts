import type * as z from 'zod';
import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { shellWord } from '../../base/shell-word.ts';
import { callOf } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { TAG } from '../../domain/fields/words.ts';

/** Shortest abbreviation of a field's name, as in Taskwarrior (`rc.abbreviation.minimum` is 2 there; `is:`, `or:` are words). */
const SHORTEST = 3;

/** Fields that a word of a description never sets: they are told by flags, or are the description itself. */
const NOT_BY_WORD = new Set(['description', 'spec', 'acceptance', 'discovered_from']);

/**
 * Taskwarrior's way to say fields among the words of a description: `Buy milk +errand due:tomorrow pri:H`. A word counts that is
 * `+` and a tag, or `field:value` with a field of the command or a beginning of its name that fits only one. What is one word for the
 * shell because it was quoted is text: all that was said, or a word with blanks; only dates may have those (`due:"next friday"`), behind the colon not at once.
 */
export function splitAttributes(
  words: readonly string[],
  shape: z.ZodRawShape,
): { plain: string[]; fields: [name: string, value: string][] } {
  const plain: string[] = [];
  const fields: [string, string][] = [];
  if (words.length === 1 && /\s/.test(words[0]!)) return { plain: [...words], fields };
  for (const [i, word] of words.entries()) {
    refuseEmpty(word, words[i + 1], shape);
    const [, name, value] = /^([a-z_]+):(?!\s)(.+)$/is.exec(word) ?? [];
    const field = name && fieldNamed(name.toLowerCase(), shape);
    if (field && (isTime(field) || !/\s/.test(value!))) fields.push([field, value!]);
    else if (word.startsWith('+') && 'tags' in shape && TAG.test(word.slice(1))) fields.push(['tags', word.slice(1)]);
    else plain.push(word);
  }
  return { plain, fields };
}

/** `due: friday` is not what was meant, neither as a field nor as text. @throws BacklogError `usage` */
function refuseEmpty(word: string, next: string | undefined, shape: z.ZodRawShape): void {
  const [, name = ''] = /^([a-z_]+):$/.exec(word) ?? [];
  if (NOT_BY_WORD.has(name) || !Object.hasOwn(shape, name)) return;
  const meant = next === undefined ? `Say it without a blank: \`${word}VALUE\`.` : `Did you mean \`${word}${next}\`?`;
  refuse('usage', `nothing stands behind ${word}`, {
    hint: `${meant} Behind \`--\`, or inside quotes with other words, it is text.`,
    data: { received: word },
  });
}

/**
 * Taskwarrior's way to change tasks: `modify 3,4 due:eom +web -old project:`. Ids come first, and every other word sets a field; where
 * a flag says what changes, or no id comes first, all words are a filter.
 * @throws BacklogError `usage` for a word behind ids that sets none
 */
export function splitChanges(
  words: readonly string[],
  shape: z.ZodRawShape,
): { plain: string[]; fields: [name: string, value: string][] } {
  const count = words.findIndex((word) => !isIds(word));
  if (count <= 0) return { plain: [...words], fields: [] };
  const { plain: others, fields } = splitWords(words.slice(count), shape);
  const ids = words.slice(0, count);
  return others.length === 0 ? { plain: ids, fields } : saysNothing(ids, others, shape);
}

/** Behind ids: what was probably meant, a field or a new description. @throws BacklogError `usage` */
function saysNothing(ids: readonly string[], others: readonly string[], shape: z.ZodRawShape): never {
  const [near] = nearFields(others, shape);
  const words = near ? near.meant : ['--description', others.join(' ')];
  const call = callOf('cli', 'task_modify', [...ids, ...words.map(shellWord)].join(' '));
  return refuse('usage', `"${near?.word ?? others[0]}" says no field to change`, {
    hint: near ? `Did you mean \`${call}\`?` : `Words are +tag, -tag or field:value. A new description: \`${call}\``,
    data: { words: others },
  });
}

/** Words that each say a change, `+web -old due:eom project:`, and those that do not. */
export function splitWords(
  words: readonly string[],
  shape: z.ZodRawShape,
): { plain: string[]; fields: [name: string, value: string][] } {
  const plain: string[] = [];
  const fields: [string, string][] = [];
  for (const word of words) {
    const several = severalTags(word);
    if (several)
      refuse('usage', `${word} is not one tag`, {
        hint: `Say each with its own sign: ${several.join(' ')}`,
        data: { received: word },
      });
    const change = changeOf(word, shape);
    if (change) fields.push(change);
    else plain.push(word);
  }
  return { plain, fields };
}

/**
 * Words of a description that look like fields and are none, each with the field that was probably meant: `projct:web`, `+a,b`. What is no
 * near slip is text like any other (`Note:this`, `C:\x`).
 */
export function nearFields(
  words: readonly string[],
  shape: z.ZodRawShape,
): { word: string; meant: readonly string[] }[] {
  const known = Object.keys(shape).filter((field) => !NOT_BY_WORD.has(field));
  return words.flatMap((word) => {
    const several = 'tags' in shape ? severalTags(word) : undefined;
    if (several) return [{ word, meant: several }];
    const [, name = '', value = ''] = /^([a-z_]{4,}):([^\s/\\].*)$/i.exec(word) ?? [];
    const close = name === '' || /\s/.test(value) ? undefined : nearest(name, [...known, ...Object.keys(SAID)]);
    return close === undefined || close === name ? [] : [{ word, meant: [`${close}:${value}`] }];
  });
}

/** `+a -b` of `+a,-b` and `+a,b`; nothing for what is not several tags. */
function severalTags(word: string): readonly string[] | undefined {
  const [, sign, list = ''] = /^([+-])(.+,.+)$/.exec(word) ?? [];
  if (sign === undefined) return undefined;
  const tags = list.split(',').map((tag) => (/^[+-]/.test(tag) ? tag : `${sign}${tag}`));
  return tags.every((tag) => TAG.test(tag.slice(1))) ? tags : undefined;
}

/** Numbers, ranges and UUIDs, as they are listed before what is done with them. */
export function isIds(word: string): boolean {
  return IDS.test(word);
}

const IDS = /^#?\d+([-,]#?\d+)*,?$|^[0-9a-f]{8}[0-9a-f-]*$/i;

/** How a term of a filter begins that nobody takes for a verb: `+READY`, `-late`, `@mine`, `(`, `project:`, `due.before:`, `3-5`. */
export const TERM = /^[+@](?=\w)|^-(?=\w{2})|^\($|^\(\S|^[a-z_]+(\.[a-z_]+)*(:|[<>=!]=?)|^#?\d+([-,]#?\d+)+$/;

/** Does a word say which tasks are meant: an id, a term of a filter, or what joins terms? */
export function isSelection(word: string): boolean {
  return isIds(word) || TERM.test(word) || OPERATOR.test(word);
}

const OPERATOR = /^(and|or|xor|not|!|\))$/;

/** Behind the plural of a noun, what is not a verb of it: nothing, a flag, or what selects. */
export const SELECTION = new RegExp(
  `^$|^--|^-[a-z]$|${[IDS, TERM, OPERATOR].map(({ source }) => source).join('|')}`,
  'i',
);

function changeOf(word: string, shape: z.ZodRawShape): [name: string, value: string] | undefined {
  if (/^[+-]/.test(word) && TAG.test(word.slice(1))) return ['tags', word];
  const [, name, value = ''] = /^([a-z_]+):(.*)$/is.exec(word) ?? [];
  const field = name && fieldNamed(name.toLowerCase(), shape);
  return field ? [field, value] : undefined;
}

/** Is its value a date or a duration, which people write in several words? */
function isTime(field: string): boolean {
  const { ask }: Partial<FieldRow> = Object.hasOwn(TASK_FIELDS, field)
    ? TASK_FIELDS[field as keyof typeof TASK_FIELDS]
    : {};
  return ask?.type === 'date' || ask?.type === 'duration';
}

/** What people say for a field beside its name. */
const SAID: Readonly<Record<string, string>> = { after: 'depends' };

function fieldNamed(written: string, shape: z.ZodRawShape): string | undefined {
  const name = ownProperty(SAID, written) ?? written;
  const fields = Object.keys(shape).filter((field) => !NOT_BY_WORD.has(field));
  if (fields.includes(name)) return name;
  const fitting = name.length >= SHORTEST ? fields.filter((field) => field.startsWith(name)) : [];
  return fitting.length === 1 ? fitting[0] : undefined;
}
