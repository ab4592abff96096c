import * as z from 'zod';
import { isShown } from '../../base/unsafe-characters.ts';
import { isZone } from '../../time/index.ts';
import * as inputs from '../calls/inputs.ts';
import { type Instant, isInstant } from '../instant.ts';
import { isUuid } from '../task/task.ts';
import { isTaskDate, type TaskDate } from '../task-date.ts';
import type { SchemaVocabulary } from './row.ts';

/** Returns a schema for a stored instant. Error messages show `example`. */
export const instantSchema = (example = '2026-07-30T14:30:00Z') =>
  z.custom<Instant>(isInstant, `expected an instant such as ${example}`);

/** Returns a schema for a date of a task. */
const dateSchema = () =>
  z.custom<TaskDate>(isTaskDate, 'expected a day such as 2026-07-30, or an instant such as 2026-07-30T14:30:00Z');

const text = (max: number, what: string) => z.string().max(max, `${what} is at most ${max} characters`);

export const vocabulary: SchemaVocabulary = {
  z: {
    array: z.array,
    boolean: z.boolean,
    custom: z.custom,
    enum: z.enum,
    int: z.int,
    literal: z.literal,
    looseObject: z.looseObject,
    number: z.number,
    object: z.object,
    partialRecord: z.partialRecord,
    record: z.record,
    strictObject: z.strictObject,
    string: z.string,
    union: z.union,
    unknown: z.unknown,
    uuid: z.uuid,
  },
  inputs,
  instant: () => instantSchema(),
  date: () => dateSchema(),
  uuid: () => z.custom<string>(isUuid, 'expected a lower-case UUID'),
  zone: () => z.string().refine(isZone, 'expected a time zone such as Europe/Berlin'),
  texts: () => z.custom<Record<string, string>>(areTexts, 'expected texts by their names').meta(TEXTS),
  text,
  line: (max, what) => text(max, what).refine(isShown, `${what} is one line without control characters`),
};

/** The JSON Schema of a map of texts. */
const TEXTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

/** Checks a map of texts without zod. A zod record of many texts would take as long as all other fields of a task. */
function areTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
