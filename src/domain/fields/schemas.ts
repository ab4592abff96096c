import type * as z from 'zod';
import { lazy } from '../lazy.ts';
import { type Fields, type FieldTable, isSettable, type SettableName, settableRows, TASK_FIELDS } from './table.ts';
import { vocabulary } from './vocabulary.ts';

type RowShape<Rows extends FieldTable> = {
  [Name in keyof Rows]: z.ZodOptional<ReturnType<NonNullable<Rows[Name]['row']>>>;
};
type Arguments = { [Name in SettableName]: z.ZodOptional<ReturnType<Fields[Name]['argument']>> };

/** The arguments that set fields: the same wherever a task is written. */
export function argumentsOf(rows: FieldTable): Record<string, z.ZodOptional<z.ZodType>> {
  return Object.fromEntries(
    settableRows(rows).map(([name, row]) => [name, row.argument(vocabulary).describe(row.help).optional()]),
  );
}

/** The arguments that set a task's fields. */
export const fieldInputs = lazy(() => argumentsOf(TASK_FIELDS) as Arguments);

/** What an imported row may hold of the fields: what commands take, or what an export has. */
export function rowShape<Rows extends FieldTable>(rows: Rows): RowShape<Rows> {
  return mapped(rows, (row) => {
    const schema = row.row ?? (isSettable(row) ? row.argument : row.schema);
    return schema(vocabulary).optional();
  }) as RowShape<Rows>;
}

function mapped<Out>(rows: FieldTable, make: (row: FieldTable[string]) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, make(row)]));
}
