import * as z from 'zod';
import { vocabulary } from '../fields/vocabulary.ts';
import { kindRow } from './table.ts';

const known = new Map<string, z.ZodType | undefined>();

/** What a record of the kind must satisfy; undefined for a kind of a newer version. Built at its first use. */
export function schemaOfKind(kind: string): z.ZodType | undefined {
  if (!known.has(kind)) {
    const row = kindRow(kind);
    known.set(kind, row && z.looseObject(row.fields(vocabulary)));
  }
  return known.get(kind);
}
