import { extraTexts } from '../../domain/task/extra-values.ts';
import type { Attribute } from './attribute.ts';

/** Begin of the names of attributes for fields of other tools: `extra.severity`. */
export const EXTRA = 'extra.';

/** Returns the attribute of a field of another tool; undefined for other names. */
export function extraAttribute(name: string): Attribute | undefined {
  if (!name.startsWith(EXTRA) || name.length === EXTRA.length) return undefined;
  const field = name.slice(EXTRA.length);
  return {
    name,
    doc: `the field ${field} of another tool`,
    example: `${name}:high`,
    type: 'value',
    read: (task) => (task.extra ? extraTexts(task, field) : NONE),
  };
}

const NONE: readonly string[] = [];
