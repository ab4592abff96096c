import type { SchemaVocabulary } from './row.ts';
import type { FieldTable } from './table.ts';

export type Shape<Rows extends FieldTable> = { [Name in keyof Rows]: ReturnType<Rows[Name]['schema']> };

/** Builds the schema of each field from a vocabulary. Code that does not validate need not load one. */
export function shapeOf<Rows extends FieldTable>(rows: Rows, v: SchemaVocabulary): Shape<Rows> {
  const entries = Object.entries(rows).map(([name, row]) => [name, row.schema(v)] as const);
  return Object.fromEntries(entries) as Shape<Rows>;
}
