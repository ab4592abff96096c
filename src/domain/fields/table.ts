import type * as z from 'zod';
import { BACKLOG_FIELDS } from './backlog.ts';
import type { FieldRow, SettableRow } from './row.ts';
import { TASKWARRIOR_FIELDS } from './taskwarrior.ts';

/** Every field of a task: the one list that types, schemas, arguments, imports, filters and documents are derived from. */
export const TASK_FIELDS = { ...TASKWARRIOR_FIELDS, ...BACKLOG_FIELDS };

export type TaskFields = typeof TASK_FIELDS;
export type FieldName = keyof TaskFields;
export type SettableName = {
  [Name in FieldName]: TaskFields[Name] extends { argument: unknown } ? Name : never;
}[FieldName];

/** The rows by name, for loops over all of them. */
export type FieldTable = Readonly<Record<string, FieldRow | SettableRow>>;

/** Field -> what a stored task holds; lists are never changed in place. */
type Stored<Rows extends FieldTable> = {
  [Name in keyof Rows]: AsStored<z.output<ReturnType<Rows[Name]['schema']>>>;
};
type AsStored<Value> = Value extends (infer Element)[] ? readonly Element[] : Value;
type OptionalKeys<Shape> = { [Name in keyof Shape]: undefined extends Shape[Name] ? Name : never }[keyof Shape];

/** The record that rows describe. */
export type RecordOf<Rows extends FieldTable> = Flat<
  Omit<Stored<Rows>, OptionalKeys<Stored<Rows>>> & Partial<Pick<Stored<Rows>, OptionalKeys<Stored<Rows>>>>
>;
type Flat<Shape> = { [Name in keyof Shape]: Shape[Name] };

export function isSettable(row: FieldRow | SettableRow): row is SettableRow {
  return 'argument' in row;
}

/** The rows that commands set. */
export function settableRows(rows: FieldTable): [name: string, row: SettableRow][] {
  return Object.entries(rows).filter((entry): entry is [string, SettableRow] => isSettable(entry[1]));
}

/** Names of the fields whose rows fit. */
export function fieldsWhere(fits: (row: FieldRow) => boolean, rows: FieldTable = TASK_FIELDS): string[] {
  return Object.entries(rows).flatMap(([name, row]) => (fits(row) ? [name] : []));
}
