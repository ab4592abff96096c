import * as z from 'zod';
import { parseJsonText } from '../../../base/json/json-text.ts';
import { isFile, pathUse } from '../../../domain/calls/inputs.ts';
import type { FieldRow } from '../../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';

/** Is the field a boolean, so that its flag needs no value? */
export function isFlag(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('boolean');
}

/** Does the field take a list? */
export function takesList(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('array');
}

/** Does the field take a list of plain words, besides JSON? */
export function takesWords(schema: z.core.$ZodType): boolean {
  return takesList(schema) && typesOf(schema).includes('string');
}

function typesOf(schema: z.core.$ZodType): unknown[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return [json, ...(json.anyOf ?? [])].map((variant) => (typeof variant === 'object' ? variant.type : undefined));
}

/** Joins two texts of a list. JSON arrays become one array. Other lists get a line break between them. */
export function joined(first: string, second: string): string {
  const [a, b] = [parseJsonText(first), parseJsonText(second)];
  return typeof a === 'string' || typeof b === 'string' ? `${first}\n${second}` : JSON.stringify([a, b].flat());
}

/** The kind of a flag's value for help: `DATE`, `ID`, `GLOBS`. Empty for a boolean. */
export function valueWord(name: string, schema: z.core.$ZodType): string[] {
  if (isFlag(schema)) return [];
  const { ask }: Partial<FieldRow> = Object.hasOwn(TASK_FIELDS, name)
    ? TASK_FIELDS[name as keyof typeof TASK_FIELDS]
    : {};
  const types = typesOf(schema);
  const isId = types.includes('string') && types.includes('integer');
  if (Object.hasOwn(BY_NAME, name) && !(isId && BY_NAME[name] === 'DATE')) return [BY_NAME[name]!];
  if (isId) return ['ID'];
  if (isFile(schema) || pathUse(schema)) return ['FILE'];
  if (ask && ask.type !== 'text' && ask.type !== 'set') return [BY_TYPE[ask.type]];
  if (takesList(schema)) return [types.includes('string') ? 'WORDS' : 'JSON'];
  return [types.includes('number') || types.includes('integer') ? 'NUMBER' : enumWords(schema) ? 'WORD' : 'TEXT'];
}

/** Fields whose name tells more than their type, with the same meaning in every command. */
const BY_NAME: Readonly<Record<string, string>> = {
  ...{ id: 'ID', parent: 'ID', task: 'ID', depends: 'IDS', filter: 'FILTER', sort: 'KEYS' },
  ...{ scope: 'GLOBS', paths: 'PATHS', run: 'RUN', agent: 'AGENT', cursor: 'NUMBER' },
  ...{ since: 'DATE', until: 'DATE', before: 'DATE', limit: 'NUMBER' },
};

const BY_TYPE = { date: 'DATE', duration: 'DURATION', number: 'NUMBER', reference: 'ID', choice: 'WORD' } as const;

/** The values of a field that takes only certain words. */
export function enumWords(schema: z.core.$ZodType): readonly string[] | undefined {
  const { enum: words } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Array.isArray(words) ? words.map(String) : undefined;
}
