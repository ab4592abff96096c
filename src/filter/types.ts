import type { Attribute } from './attribute.ts';
import type { Operation } from './operators.ts';

export type AttributeType = Attribute['type'];

export interface TypeRow {
  /** In the singular, with article, for messages. */
  noun: string;
  /** What a value of it looks like. */
  expected: string;
  operations: readonly Operation[];
}

const EQUAL: Operation[] = ['matches', 'is', 'not', 'isnt'];
const PRESENCE: Operation[] = ['none', 'any'];
const ORDER: Operation[] = ['before', 'after', 'by', 'from'];
const SEARCH: Operation[] = ['has', 'hasnt', 'startswith', 'endswith', 'word', 'noword', 'like', 'unlike'];

/** Which operations each type of attribute takes. */
export const TYPES: Readonly<Record<AttributeType, TypeRow>> = {
  text: { noun: 'a text', expected: 'a text', operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH] },
  choice: { noun: 'a choice', expected: 'one of its values', operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH] },
  date: {
    noun: 'a date',
    expected: 'a date such as 2026-08-15, friday, eom or now+3d',
    operations: [...EQUAL, ...PRESENCE, ...ORDER],
  },
  number: { noun: 'a number', expected: 'a number', operations: [...EQUAL, ...PRESENCE, ...ORDER] },
  urgency: { noun: 'a number', expected: 'a number', operations: [...EQUAL, ...PRESENCE, ...ORDER] },
  duration: {
    noun: 'a duration',
    expected: 'a duration such as 3d, 2wks, weekly or P1M',
    operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH],
  },
  set: { noun: 'a set', expected: 'one of its elements', operations: [...EQUAL, ...PRESENCE, ...SEARCH] },
  reference: {
    noun: 'a reference to tasks',
    expected: 'ids, uuids, or prefixes of uuids of at least 8 characters',
    operations: [...EQUAL, ...PRESENCE, ...SEARCH],
  },
  flag: { noun: 'a yes or no', expected: 'yes or no', operations: EQUAL },
};

/** Operations that look into the text and take it as it is. */
export function isSearch(operation: Operation): boolean {
  return SEARCH.includes(operation);
}
