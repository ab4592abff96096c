import * as z from 'zod';
import { vocabulary } from '../fields/vocabulary.ts';
import { kindRow } from './table.ts';

interface Schema {
  whole: z.ZodObject;
  byField: ReadonlyMap<string, z.ZodType>;
  required: readonly string[];
}

const known = new Map<string, Schema | undefined>();

/** What a record of the kind must satisfy; undefined for a kind of a newer version. Built at its first use. */
export function schemaOfKind(kind: string): z.ZodType | undefined {
  return schema(kind)?.whole;
}

/**
 * Does a record satisfy its kind's schema? Says no more than that, and takes a fraction of the time: only the fields that the record has
 * are looked at, not all that it could have.
 */
export function fitsKind(kind: string, record: object): boolean {
  const found = schema(kind);
  if (!found) return true;
  if (Array.isArray(record) || found.required.some((field) => !(field in record))) return false;
  return Object.entries(record).every(([field, value]) => found.byField.get(field)?.safeParse(value).success ?? true);
}

function schema(kind: string): Schema | undefined {
  if (!known.has(kind)) {
    const row = kindRow(kind);
    known.set(kind, row && built(row.fields(vocabulary)));
  }
  return known.get(kind);
}

function built(fields: z.ZodRawShape): Schema {
  const byField = new Map(Object.entries(fields) as [string, z.ZodType][]);
  const required = [...byField].flatMap(([field, one]) => (one.safeParse(undefined).success ? [] : [field]));
  return { whole: z.looseObject(fields), byField, required };
}
