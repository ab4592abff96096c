import { partsOf } from '../base/long-list.ts';
import { kindOfId } from '../domain/goals/words.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => Number.isFinite(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const fieldsOf =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const fields = value as Readonly<Record<string, unknown>>;
    for (const name in required) if (!required[name]!(fields[name])) return false;
    for (const name in optional) if (fields[name] !== undefined && !optional[name]!(fields[name])) return false;
    return true;
  };

const TEXTS =
  'note archived why measure by wont will done_when state started closed document learned upkeep bet outcome hypothesis evidence solved_by';

const isLog = listOf(fieldsOf({ at: isText, text: isText }, { task: isText, run: isText }));

/** Checks the types of the fields that rules and views read. Limits and words are checked when a record is written. */
const hasShape = fieldsOf(
  { id: isText, title: isText, rank: isNumber, entry: isText, modified: isText },
  {
    ...Object.fromEntries(TEXTS.split(' ').map((name) => [name, isText])),
    ...{ baseline: isNumber, target: isNumber, severity: isNumber },
    ...Object.fromEntries(['outcomes', 'pillars', 'problems', 'depends'].map((name) => [name, listOf(isText)])),
    hurts: listOf(fieldsOf({ persona: isText }, { stakes: isText })),
    readings: listOf(fieldsOf({ at: isText, value: isNumber, actor: isText }, { note: isText })),
    // A long log is read from its file when somebody wants to see it, not here.
    log: (value) => Array.isArray(value) && (partsOf(value) !== undefined || isLog(value)),
  },
);

/** Records of which the shape is known. Records don't change after they are stored. */
const known = new WeakMap<object, boolean>();

/**
 * Checks whether a stored record can be read: somebody else's program, or a hand that edited a file, may have written
 * it. One that can't is treated as missing, and the doctor names it.
 */
export function isSoundRecord(kind: string, id: string, record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false;
  const found = known.get(record);
  if (found !== undefined) return found;
  const isRight = kindOfId(id) === kind && (record as { id?: unknown }).id === id && hasShape(record);
  known.set(record, isRight);
  return isRight;
}
