import type * as z from 'zod';
import { BACKLOG_FIELDS } from './backlog.ts';
import type { FieldRow, SchemaVocabulary, SettableRow } from './row.ts';
import { TASKWARRIOR_FIELDS } from './taskwarrior.ts';

/** All fields of a task. Types, schemas, arguments, imports, filters and documentation are derived from this table. */
export const TASK_FIELDS = { ...TASKWARRIOR_FIELDS, ...BACKLOG_FIELDS };

export type TaskFields = typeof TASK_FIELDS;
export type FieldName = keyof TaskFields;
export type SettableName = {
  [Name in FieldName]: TaskFields[Name] extends { argument: unknown } ? Name : never;
}[FieldName];

export type FieldTable = Readonly<Record<string, FieldRow | SettableRow>>;

/** Maps each field to the type of its stored value. Stored lists are never modified. */
type Stored<Rows extends FieldTable> = {
  [Name in keyof Rows]: AsStored<z.output<ReturnType<Rows[Name]['schema']>>>;
};
export type AsStored<Value> = Value extends readonly (infer Element)[]
  ? readonly AsStored<Element>[]
  : Value extends object
    ? { [Name in keyof Value]: AsStored<Value[Name]> }
    : Value;
type OptionalKeys<Shape> = { [Name in keyof Shape]: undefined extends Shape[Name] ? Name : never }[keyof Shape];

export type RecordOf<Rows extends FieldTable> = Flat<
  Omit<Stored<Rows>, OptionalKeys<Stored<Rows>>> & Partial<Pick<Stored<Rows>, OptionalKeys<Stored<Rows>>>>
>;
type Flat<Shape> = { [Name in keyof Shape]: Shape[Name] };

export function isSettable(row: FieldRow | SettableRow): row is SettableRow {
  return 'argument' in row;
}

/** Returns the rows of fields that commands set. */
export function settableRows(): [name: SettableName, row: SettableRow][] {
  return Object.entries<FieldRow | SettableRow>(TASK_FIELDS).filter((entry): entry is [SettableName, SettableRow] =>
    isSettable(entry[1]),
  );
}

/** Returns the names of the fields that satisfy a predicate. */
export function fieldsWhere(fits: (row: FieldRow) => boolean): string[] {
  return Object.entries<FieldRow | SettableRow>(TASK_FIELDS).flatMap(([name, row]) => (fits(row) ? [name] : []));
}

type Shape<Rows extends FieldTable> = { [Name in keyof Rows]: ReturnType<Rows[Name]['schema']> };

/** Builds the schema of each field from a vocabulary. Only validating code needs a vocabulary. */
export function shapeOf<Rows extends FieldTable>(rows: Rows, v: SchemaVocabulary): Shape<Rows> {
  const entries = Object.entries(rows).map(([name, row]) => [name, row.schema(v)] as const);
  return Object.fromEntries(entries) as Shape<Rows>;
}
