import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { FIELD_WORDS, statusWord } from '../../domain/fields/words-elsewhere.ts';
import { extraTexts } from '../../domain/task/extra-values.ts';
import type { Attribute } from './attribute.ts';
import { ATTRIBUTES } from './attributes.ts';

const BY_NAME = new Map(ATTRIBUTES.map((row) => [row.name, row]));
const NAMES: readonly string[] = [...BY_NAME.keys()];

export function attribute(name: string): Attribute | undefined {
  return BY_NAME.get(name) ?? extraAttribute(name);
}

/** Checks whether `@me` is a value of the attribute. */
export function takesCaller({ type, ofCaller }: Attribute): boolean {
  return type === 'author' || ofCaller !== undefined;
}

export type Lookup =
  | { found: Attribute }
  | { found?: undefined; candidates: readonly string[]; nearest?: string | undefined };

/** Finds an attribute by its name, or a unique abbreviation of two letters or more. Taskwarrior's come first. */
export function findAttribute(name: string): Lookup {
  const exact = BY_NAME.get(name);
  if (exact) return { found: exact };
  const begun = name.length < 2 ? [] : ATTRIBUTES.filter((row) => row.name.startsWith(name) && !row.name.includes('.'));
  const theirs = begun.filter((row) => row.taskwarrior);
  const [only, second] = theirs.length > 0 ? theirs : begun;
  if (only && !second) return { found: only };
  const meant = begun.length === 0 ? BY_NAME.get(ownProperty(FIELD_WORDS, name) ?? '') : undefined;
  if (meant) return { found: meant };
  // `completed:today` asks for the date of a state.
  const ended = statusWord(name)?.status !== undefined && name !== 'open' ? 'end' : undefined;
  return { candidates: begun.map((row) => row.name), nearest: nearest(name, NAMES) ?? ended };
}

/** Begin of the names of attributes for fields of other tools: `extra.severity`. */
export const EXTRA = 'extra.';

/** Returns the attribute of a field of another tool; undefined for other names. */
function extraAttribute(name: string): Attribute | undefined {
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
