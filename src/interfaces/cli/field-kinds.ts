import * as z from 'zod';
import { parseJsonText } from '../../domain/json-text.ts';

/** Does the field take true and false, so that naming it is enough? */
export function isFlag(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('boolean');
}

/** Does the field take several values? */
export function takesList(schema: z.core.$ZodType): boolean {
  return typesOf(schema).includes('array');
}

/** Does it take them as plain words, too, and not as JSON alone? */
export function takesWords(schema: z.core.$ZodType): boolean {
  return takesList(schema) && typesOf(schema).includes('string');
}

function typesOf(schema: z.core.$ZodType): unknown[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return [json, ...(json.anyOf ?? [])].map((variant) => (typeof variant === 'object' ? variant.type : undefined));
}

/** Two texts of a list as one: arrays of JSON become one array, and a line break separates elements in every other list. */
export function joined(first: string, second: string): string {
  const [a, b] = [parseJsonText(first), parseJsonText(second)];
  return typeof a === 'string' || typeof b === 'string' ? `${first}\n${second}` : JSON.stringify([a, b].flat());
}
