import type * as z from 'zod';
import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { shellWord } from '../../base/shell-word.ts';
import { callOf } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { TAG } from '../../domain/fields/words.ts';
import { FIELD_WORDS } from '../../domain/fields/words-elsewhere.ts';
import { isIds } from './select-words.ts';

/**
 * Minimum length of an abbreviated field name. Taskwarrior's minimum is 2 (`rc.abbreviation.minimum`), but `is:` and
 * `or:` are ordinary words.
 */
const SHORTEST = 3;

/** Returns the arguments of a command that a word can set. These are the fields of a task, except its texts. */
function wordFields(shape: z.ZodRawShape): string[] {
  return Object.keys(shape).filter((name) => Object.hasOwn(TASK_FIELDS, name) && !TEXTS.has(name));
}

/** The words of a call, divided into fields and other words. */
interface SplitWords {
  plain: string[];
  fields: [name: string, value: string][];
}

const TEXTS = new Set(['description', 'acceptance']);

/**
 * Finds the fields among the words of a description, as Taskwarrior does: `Buy milk +errand due:tomorrow pri:H`.
 * - A field is `+tag`, or `field:value` with a field's name, its name in another program, or an unambiguous abbreviation.
 * - Quoted text isn't a field: the whole description, or a word with blanks.
 * - Only dates may contain blanks (`due:"next friday"`), but not right after the colon.
 */
export function splitAttributes(given: readonly string[], shape: z.ZodRawShape): SplitWords {
  const plain: string[] = [];
  const fields: [string, string][] = [];
  if (given.length === 1 && /\s/.test(given[0]!)) return { plain: [...given], fields };
  const words = withTimes(given, shape);
  for (const [i, word] of words.entries()) {
    refuseEmpty(word, words[i + 1], shape);
    const [, name, value] = /^([a-z_]+):(?!\s)(.+)$/is.exec(word) ?? [];
    const field = name && fieldOfWord(name, value!, shape);
    if (field && (isTime(field) || !/\s/.test(value!))) fields.push([field, value!]);
    else if (word.startsWith('+') && 'tags' in shape && TAG.test(word.slice(1))) fields.push(['tags', word.slice(1)]);
    else plain.push(word);
  }
  return { plain, fields };
}

/** Joins a time of day to the date before it: `due:friday 5pm`, `due:tomorrow 17:00`. */
function withTimes(words: readonly string[], shape: z.ZodRawShape): string[] {
  return joinTimes(words, (name) => isDate(fieldNamed(name, shape) ?? ''));
}

/** Joins a time of day to the date before it in a filter: `due.before:friday 5pm`. Puts both in the filter's quotes. */
export function withTimesInFilter(words: readonly string[]): string[] {
  return joinTimes(words, (name) => isDate(name.split('.', 1)[0]!)).map((word) =>
    words.includes(word) ? word : word.replace(/:(.*)/, ':"$1"'),
  );
}

function joinTimes(words: readonly string[], ofDate: (name: string) => boolean): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const [, name = '', value = ''] = /^([a-z.]+):([^:\s]+)$/i.exec(joined.at(-1) ?? '') ?? [];
    if (isTimeOfDay(word) && value !== '' && !isTimeOfDay(value) && ofDate(name.toLowerCase()))
      joined.push(`${joined.pop()} ${word}`);
    else joined.push(word);
  }
  return joined;
}

/** Checks whether a word is a time of day, which people write behind a date: `5pm`, `17:00`. */
export function isTimeOfDay(word: string): boolean {
  return /^\d{1,2}(:\d\d)?(am|pm)$|^\d{1,2}:\d\d$/i.test(word);
}

/** Refuses `due: friday`, which is neither a field nor ordinary text. @throws BacklogError `usage` */
function refuseEmpty(word: string, next: string | undefined, shape: z.ZodRawShape): void {
  const [, name = ''] = /^([a-z_]+):$/.exec(word) ?? [];
  if (!wordFields(shape).includes(name)) return;
  const meant = next === undefined ? `Write it without a blank: \`${word}VALUE\`.` : `Did you mean \`${word}${next}\`?`;
  refuse('usage', `${word} has no value`, {
    hint: `${meant} After \`--\`, or in quotes with other words, it is text.`,
    data: {
      received: word,
      ...(next !== undefined && { slip: { kind: 'instead', words: [word, next], by: [`${word}${next}`] } }),
    },
  });
}

/**
 * Splits Taskwarrior's `modify 3,4 due:eom +web -old project:` into ids and fields. Every word after the ids must set a
 * field. Without ids at the start, all words are a filter.
 * @throws BacklogError `usage` for a word after the ids that sets no field
 */
export function splitChanges(words: readonly string[], shape: z.ZodRawShape): SplitWords {
  const count = words.findIndex((word) => !isIds(word));
  if (count <= 0) return { plain: [...words], fields: [] };
  const { plain: others, fields } = splitWords(words.slice(count), shape);
  const ids = words.slice(0, count);
  if (others.length === 0) return { plain: ids, fields };
  return saysNothing(ids, others, { shape, words: words.slice(count) });
}

/**
 * Refuses words that set no field, and suggests a field or a new description beside the other words.
 * @throws BacklogError `usage`
 */
function saysNothing(
  ids: readonly string[],
  others: readonly string[],
  { shape, words }: { shape: z.ZodRawShape; words: readonly string[] },
): never {
  const [near] = nearFields(others, shape).filter(({ meant }) => meant.length > 0);
  const before = words[words.indexOf(others[0]!) - 1] ?? '';
  const field = near ? undefined : fieldMeant(others, { shape, before });
  const kept = words.filter((word) => !others.includes(word) && !(field?.goesOn && word === before));
  const text = others.join(' ');
  // Beside a flag, words after the ids are a filter.
  const described = kept.length > 0 ? [`description:${text}`] : ['--description', text];
  const meant = near?.meant ?? field?.words ?? described;
  const run = others.find((word) => /^r\d+$/i.test(word));
  if (run !== undefined)
    refuse('usage', `"${run}" sets no field`, {
      hint: `No task was found for run ${run}. See the runs: \`${callOf('cli', 'run_list', '--all')}\``,
      data: { words: others },
    });
  const call = callOf('cli', 'task_modify', [...ids, ...[...kept, ...meant].map(shellWord)].join(' '));
  return refuse('usage', `"${near?.word ?? others[0]}" sets no field`, {
    hint:
      near || field
        ? `Did you mean \`${call}\`?`
        : `Write +tag, -tag or field:value. To set the description: \`${call}\``,
    data: { words: others },
  });
}

/** Returns the field for words that name one (`due friday`), or go on the date before them (`due:friday next week`, `due: 3 days`). */
function fieldMeant(
  words: readonly string[],
  { shape, before }: { shape: z.ZodRawShape; before: string },
): { words: readonly string[]; goesOn?: true } | undefined {
  const [, name = '', date = ''] = /^([a-z]+):(.*)$/i.exec(before) ?? [];
  const begun = fieldNamed(name, shape);
  if (begun && isDate(begun))
    return { words: [`${begun}:${[date, ...words].filter(Boolean).join(' ')}`], goesOn: true };
  const [first = '', ...value] = words;
  const field = value.length > 0 ? fieldNamed(first, shape) : undefined;
  return field ? { words: [`${field}:${value.join(' ')}`] } : undefined;
}

/** Separates words that change a field, such as `+web -old due:eom project:`, from other words. */
export function splitWords(words: readonly string[], shape: z.ZodRawShape): SplitWords {
  const plain: string[] = [];
  const fields: [string, string][] = [];
  for (const word of withTimes(words, shape)) {
    const several = severalTags(word);
    if (several)
      refuse('usage', `${word} is not one tag`, {
        hint: `Give each tag its own sign: ${several.join(' ')}`,
        data: { received: word, slip: { kind: 'instead', words: [word], by: several } },
      });
    const change = changeOf(word, shape);
    if (change) fields.push(change);
    else plain.push(word);
  }
  return { plain, fields };
}

/**
 * Finds words of a description that look like misspelled fields, such as `projct:web` and `+a,b`. Returns a suggestion
 * for each. Words that aren't similar to a field are text (`Note:this`, `C:\x`).
 */
export function nearFields(
  words: readonly string[],
  shape: z.ZodRawShape,
): { word: string; meant: readonly string[] }[] {
  const known = wordFields(shape);
  return words.flatMap((word) => {
    const several = 'tags' in shape ? severalTags(word) : undefined;
    if (several) return [{ word, meant: several }];
    const [, assignee] = 'agent' in shape ? (/^@([a-z][\w-]*)$/i.exec(word) ?? []) : [];
    if (assignee) return [{ word, meant: [`agent:${assignee}`] }];
    const [, name = '', value = ''] = /^([a-z_]{4,}):([^\s/\\].*)$/i.exec(word) ?? [];
    if (Object.hasOwn(TASK_FIELDS, name) && !known.includes(name) && !TEXTS.has(name)) return [{ word, meant: [] }];
    const close = name === '' || /\s/.test(value) ? undefined : nearest(name, [...known, ...saidIn(shape)]);
    return close === undefined || close === name ? [] : [{ word, meant: [`${fieldNamed(close, shape)}:${value}`] }];
  });
}

/** Returns the suggestion for a word with several tags: `+a -b` for `+a,-b`. Undefined for any other word. */
function severalTags(word: string): readonly string[] | undefined {
  const [, sign, list = ''] = /^([+-])(.+,.+)$/.exec(word) ?? [];
  if (sign === undefined) return undefined;
  const tags = list.split(',').map((tag) => (/^[+-]/.test(tag) ? tag : `${sign}${tag}`));
  return tags.every((tag) => TAG.test(tag.slice(1))) ? tags : undefined;
}

/** Matches Taskwarrior's substitution in a description: `/from/to/`, `/from/to/g`. */
export const SUBSTITUTION = /^\/((?:[^/\\]|\\.)+)\/((?:[^/\\]|\\.)*)\/(g?)$/s;

function changeOf(word: string, shape: z.ZodRawShape): [name: string, value: string] | undefined {
  if ('replace' in shape && SUBSTITUTION.test(word)) return ['replace', word];
  if (/^[+-]/.test(word) && TAG.test(word.slice(1))) return ['tags', word];
  const [, name, value = ''] = /^([a-z_]+):(.*)$/is.exec(word) ?? [];
  if (/^desc(ription)?$/i.test(name ?? '') && 'description' in shape && value !== '') return ['description', value];
  const field = name && fieldOfWord(name, value, shape);
  return field ? [field, value] : undefined;
}

/** Checks whether the field's value is a date or a duration. People write such values in several words. */
function isTime(field: string): boolean {
  return isDate(field) || typeOf(field) === 'duration';
}

const isDate = (field: string) => typeOf(field) === 'date';

function typeOf(field: string): string | undefined {
  const row: Partial<FieldRow> | undefined = ownProperty(TASK_FIELDS, field);
  return row?.ask?.type;
}

/** Other words that people use for a field: those of other programs, and one that is another term in a filter. */
const SAID: Readonly<Record<string, string>> = { ...FIELD_WORDS, after: 'depends' };

/** Returns the other words for the fields that a word can set. */
function saidIn(shape: z.ZodRawShape): string[] {
  return Object.keys(SAID).filter((word) => fieldNamed(word, shape) !== undefined);
}

/** Returns the field that `name:value` sets. Behind another word for a field, an address or a path is text: `component://x`. */
function fieldOfWord(written: string, value: string, shape: z.ZodRawShape): string | undefined {
  const name = written.toLowerCase();
  return Object.hasOwn(SAID, name) && /^[/\\]/.test(value) ? undefined : fieldNamed(name, shape);
}

function fieldNamed(written: string, shape: z.ZodRawShape): string | undefined {
  const fields = wordFields(shape);
  const name = [written, ownProperty(SAID, written) ?? ''].find((each) => fields.includes(each));
  if (name !== undefined) return name;
  const fitting = written.length >= SHORTEST ? fields.filter((field) => field.startsWith(written)) : [];
  return fitting.length === 1 ? fitting[0] : undefined;
}
