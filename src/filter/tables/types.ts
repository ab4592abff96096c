import type { Attribute } from './attribute.ts';
import type { Operation } from './operators.ts';

export type AttributeType = Attribute['type'];

export interface TypeRow {
  /** The type's name for messages, in the singular with an article. */
  noun: string;
  /** Description of a valid value. */
  expected: string;
  /** The meaning of `attribute:value`. */
  colon: string;
  operations: readonly Operation[];
}

const EQUAL: Operation[] = ['matches', 'is', 'not', 'isnt'];
const PRESENCE: Operation[] = ['none', 'any'];
const ORDER: Operation[] = ['before', 'after', 'by', 'from'];
const SEARCH: Operation[] = ['has', 'hasnt', 'startswith', 'endswith', 'word', 'noword', 'like', 'unlike'];

/** The operations of each attribute type. */
export const TYPES: Readonly<Record<AttributeType, TypeRow>> = {
  text: {
    noun: 'a text',
    expected: 'a text',
    colon: 'begins with the value; `project` is it or is below it; `agent` and `type` are exactly it',
    operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH],
  },
  choice: {
    noun: 'a choice',
    expected: 'one of its values',
    colon: 'is the value',
    operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH],
  },
  date: {
    noun: 'a date',
    expected: 'a date such as 2026-08-15, friday, eom or now+3d',
    colon: 'is on that day',
    operations: [...EQUAL, ...PRESENCE, ...ORDER],
  },
  number: {
    noun: 'a number',
    expected: 'a number',
    colon: 'is the number; `id` is one of a list or range',
    operations: [...EQUAL, ...PRESENCE, ...ORDER],
  },
  urgency: {
    noun: 'a number',
    expected: 'a number',
    colon: 'is the number',
    operations: [...EQUAL, ...PRESENCE, ...ORDER],
  },
  duration: {
    noun: 'a duration',
    expected: 'a duration such as 3d, 2wks, weekly or P1M',
    colon: 'is as long: `weekly` is `7d` is `P1W`',
    operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH],
  },
  set: {
    noun: 'a set',
    expected: 'one of its elements',
    colon:
      'has all of the values (separated by commas: `tags`, `doc`); `claim`, `scope`, `actor` have it or something below it',
    operations: [...EQUAL, ...PRESENCE, ...SEARCH],
  },
  value: {
    noun: 'a value of another tool',
    expected: 'a number, a date or a text',
    colon:
      'is the text, the number (`5` is `5.0`) or on that day. `5` is compared with numbers only, a date with dates only (such as `2026-08-15`), and another text with all values. One value of a list is enough',
    operations: [...EQUAL, ...PRESENCE, ...ORDER, ...SEARCH],
  },
  reference: {
    noun: 'a reference to tasks',
    expected: 'ids, uuids, or prefixes of uuids of at least 8 characters',
    colon: 'has one of these tasks',
    operations: [...EQUAL, ...PRESENCE, ...SEARCH],
  },
  author: {
    noun: 'an author',
    expected: 'an author: a name, `human`, `ai`, `system`, or both as ai:claude-code',
    colon:
      'is this author: the name, the kind (`human`, `ai`, `system`) or both. The type of a subagent, a run or the beginning of a session id names one, too; `claude` is `claude-code`',
    operations: [...EQUAL, ...PRESENCE, ...SEARCH],
  },
  words: {
    noun: 'words',
    expected: 'a word, or several in quotes',
    colon:
      "has every word of the value, or a word that begins with it. Case, accents and umlauts are ignored; typos aren't tolerated",
    operations: ['matches', 'not'],
  },
  flag: { noun: 'a yes or no', expected: 'yes or no', colon: 'is so', operations: EQUAL },
};

/** Checks whether the operation searches in the attribute's text. */
export function isSearch(operation: Operation): boolean {
  return SEARCH.includes(operation);
}
