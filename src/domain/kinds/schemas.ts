import * as z from 'zod';
import { addedSince } from '../../base/long-list.ts';
import { vocabulary } from '../fields/vocabulary.ts';
import { type Kinds, kindRow } from './table.ts';

interface Field {
  schema: z.ZodType;
  /** The last valid text or number. Successive records often have the same value, which then needs no second check. */
  fitted?: string | number;
}

interface Schema {
  whole: z.ZodObject;
  byField: ReadonlyMap<string, Field>;
  required: readonly string[];
}

const known = new Map<string, Schema | undefined>();

/** Returns the schema of a kind, built at its first use. @returns undefined for a kind of a newer version */
export function schemaOfKind(kind: string): z.ZodType | undefined {
  return schema(kind)?.whole;
}

export const stored = <Kind extends keyof Kinds>(kind: Kind) => schemaOfKind(kind) as z.ZodType<Kinds[Kind]>;

export const task = () => stored('task');
export const tasks = () => z.array(task());

/**
 * Checks whether a record satisfies its kind's schema. This is much faster than parsing, because it checks only the
 * fields present. In a list that grew since `before`, it checks only the added elements.
 */
export function fitsKind(kind: string, record: object, before?: object): boolean {
  const found = schema(kind);
  if (!found) return true;
  const isMissing = (field: string) => (record as Record<string, unknown>)[field] === undefined;
  if (Array.isArray(record) || found.required.some(isMissing)) return false;
  for (const [name, value] of Object.entries(record)) {
    const field = found.byField.get(name);
    if (field && !stillFits(field, value, before?.[name as keyof typeof before])) return false;
  }
  return true;
}

/** Checks whether a value is a record of a kind, of which Backlog knows the schema. */
export function isRecordOf<Kind extends keyof Kinds>(kind: Kind, value: unknown): value is Kinds[Kind] {
  return typeof value === 'object' && value !== null && fitsKind(kind, value);
}

/** Checks whether a value is one that a field of a kind can have. */
export function isValueOf<Kind extends keyof Kinds, Name extends string & keyof Kinds[Kind]>(
  kind: Kind,
  name: Name,
  value: unknown,
): value is Kinds[Kind][Name] {
  const field = schema(kind)?.byField.get(name);
  return field !== undefined && fits(field, value);
}

function stillFits(field: Field, value: unknown, before: unknown): boolean {
  if (value === before) return true;
  const added = Array.isArray(value) && Array.isArray(before) ? addedSince<unknown>(value, before) : undefined;
  return fits(field, added ?? value);
}

function fits(field: Field, value: unknown): boolean {
  const isOne = typeof value === 'string' || typeof value === 'number';
  if (isOne && value === field.fitted) return true;
  const { success } = field.schema.safeParse(value);
  if (success && isOne) field.fitted = value;
  return success;
}

function schema(kind: string): Schema | undefined {
  if (!known.has(kind)) {
    const row = kindRow(kind);
    known.set(kind, row && built(row.fields(vocabulary)));
  }
  return known.get(kind);
}

function built(fields: z.ZodRawShape): Schema {
  const all = Object.entries(fields) as [string, z.ZodType][];
  const required = all.flatMap(([name, one]) => (one.safeParse(undefined).success ? [] : [name]));
  return {
    whole: z.looseObject(fields),
    byField: new Map(all.map(([name, one]) => [name, { schema: one }])),
    required,
  };
}
