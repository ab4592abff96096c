import type * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { type FieldName, isSettable, type SettableName, settableRows, TASK_FIELDS, type TaskFields } from './table.ts';
import { vocabulary } from './vocabulary.ts';

type Arguments = { [Name in SettableName]: z.ZodOptional<ReturnType<TaskFields[Name]['argument']>> };
type Imported = { [Name in FieldName]: z.ZodOptional<ReturnType<NonNullable<TaskFields[Name]['row']>>> };

/** The arguments that set a task's fields: the same wherever a task is written. */
export const fieldInputs = lazy(() => inputsWith(({ help }) => help));

/** The same for a task that is made: it has no tags yet that could be changed. */
export const newFieldInputs = lazy(() => inputsWith(({ help, helpNew = help }) => helpNew));

function inputsWith(helpOf: (row: { help: string; helpNew?: string }) => string): Arguments {
  const rows = settableRows(TASK_FIELDS);
  return Object.fromEntries(
    rows.map(([name, row]) => [name, row.argument(vocabulary).describe(helpOf(row)).optional()]),
  ) as Arguments;
}

/** What an imported row may hold of the fields: what commands take, or what an export has. */
export const rowShape = lazy(() => {
  const rows = Object.entries(TASK_FIELDS).map(([name, row]) => {
    const schema = row.row ?? (isSettable(row) ? row.argument : row.schema);
    return [name, schema(vocabulary).optional()] as const;
  });
  return Object.fromEntries(rows) as Imported;
});
