import type * as z from 'zod';
import { inputSchemaOf } from '../../../base/json/input-schema.ts';
import { parseJsonText } from '../../../base/json/json-text.ts';
import { onceEachObject } from '../../../base/lazy.ts';
import { isTimeOfDay } from '../../../commands/task/attributes.ts';
import { isDateInput, isFile, pathUse } from '../../../domain/calls/inputs.ts';
import type { FieldRow } from '../../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';

/** Checks whether the field is a boolean, so that its flag needs no value. */
export function isFlag(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('boolean');
}

/** Flags and fields whose values are ids of tasks. */
const OF_TASKS: ReadonlySet<string> = new Set([
  'depends',
  'parent',
  'task',
  'discovered_from',
  'blocks',
  'before',
  'after',
]);

/** Checks whether the values of a flag or a field are ids of tasks. */
export const namesTasks = (name: string): boolean => OF_TASKS.has(name);

/** Checks whether the field accepts a list. */
export function takesList(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('array');
}

/** Checks whether the field accepts a list of plain words in addition to JSON. */
export function takesWords(schema: z.core.$ZodType): boolean {
  return takesList(schema) && typesOf(schema).includes('string');
}

const typesOf = onceEachObject((schema: z.core.$ZodType): readonly unknown[] => {
  const json = inputSchemaOf(schema);
  return [json, ...(json.anyOf ?? [])].map((variant) => (typeof variant === 'object' ? variant.type : undefined));
});

/** Joins two texts with elements of the same list: JSON arrays to one array, others by a line break. */
export function joined(first: string, second: string): string {
  const [a, b] = [parseJsonText(first), parseJsonText(second)];
  return typeof a === 'string' || typeof b === 'string' ? `${first}\n${second}` : JSON.stringify([a, b].flat());
}

/**
 * Returns the word for a flag's value in help: `DATE`, `ID`, `GLOBS`, or the value itself if there is only one. Empty
 * for a boolean flag, which has no value.
 */
export function valueWord(name: string, schema: z.core.$ZodType): string[] {
  if (isFlag(schema)) return [];
  const { ask }: Partial<FieldRow> = Object.hasOwn(TASK_FIELDS, name)
    ? TASK_FIELDS[name as keyof typeof TASK_FIELDS]
    : {};
  const types = typesOf(schema);
  if (isDateInput(schema)) return ['DATE'];
  if (Object.hasOwn(BY_NAME, name)) return [BY_NAME[name]!];
  if (types.includes('string') && types.includes('integer')) return ['ID'];
  if (isFile(schema) || pathUse(schema)) return ['FILE'];
  // `audit --until` has the number of a change, and no date of a task.
  const isOther = ask?.type === 'date' && types.includes('number');
  if (ask && ask.type !== 'text' && ask.type !== 'set' && !isOther) return [BY_TYPE[ask.type]];
  if (takesList(schema)) return [types.includes('string') ? 'WORDS' : 'JSON'];
  if (types.includes('number') || types.includes('integer')) return ['NUMBER'];
  const words = enumWords(schema);
  return [words?.length === 1 ? words[0]! : words ? 'WORD' : 'TEXT'];
}

/**
 * Checks whether the word after a flag's date is a part of it: `--due friday 5pm`, `--due next tuesday at 3pm`.
 * @param before the date so far
 */
export function goesOn(
  name: string,
  schema: z.core.$ZodType | undefined,
  [next = '', after = '']: readonly string[],
  before: string,
): boolean {
  const isTime = isTimeOfDay(next) || (next === 'at' && isTimeOfDay(after));
  const fits = isTime || (/^(?:next|last)$/i.test(before) && /^[a-z]+$/i.test(next));
  return schema !== undefined && fits && valueWord(name, schema)[0] === 'DATE';
}

/** Checks whether a word behind a flag's paths is another one, as a shell expands a pattern: `--scope src/a.js src/b.js`. */
export function isNextPath(name: string, schema: z.core.$ZodType | undefined, [next = '']: readonly string[]): boolean {
  const isPath = /^(?!\w+:|-)(?:[\w.@-]*[/*][\w.*/@{},-]*|[\w-][\w.-]*\.[a-z][a-z\d]{0,3})$/i.test(next);
  return schema !== undefined && isPath && /^(?:GLOBS|PATHS)$/.test(valueWord(name, schema)[0] ?? '');
}

/** Words for the values of fields whose name means more than their type. They are the same for all commands. */
const BY_NAME: Readonly<Record<string, string>> = {
  ...{ id: 'ID', parent: 'ID', task: 'ID', depends: 'IDS', blocks: 'IDS', filter: 'FILTER', sort: 'KEYS' },
  ...{ scope: 'GLOBS', paths: 'PATHS', run: 'RUN', agent: 'AGENT', cursor: 'NUMBER' },
  limit: 'NUMBER',
};

const BY_TYPE = { date: 'DATE', duration: 'DURATION', number: 'NUMBER', reference: 'ID', choice: 'WORD' } as const;

/** Returns the values of a field that accepts only certain words. */
export function enumWords(schema: z.core.$ZodType): readonly string[] | undefined {
  const { enum: words } = inputSchemaOf(schema);
  return Array.isArray(words) ? words.map(String) : undefined;
}
