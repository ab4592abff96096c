import type * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { type FieldName, isSettable, type SettableName, settableRows, TASK_FIELDS, type TaskFields } from './table.ts';
import { vocabulary } from './vocabulary.ts';

type Arguments = { [Name in SettableName]: z.ZodOptional<ReturnType<TaskFields[Name]['argument']>> };
type Imported = { [Name in FieldName]: z.ZodOptional<ReturnType<NonNullable<TaskFields[Name]['row']>>> };

/** The arguments that set fields of a task, for every command that writes tasks. */
export const fieldInputs = lazy(() => inputsWith(({ help }) => help));

/** The arguments that set fields of a new task, with the help texts for new tasks. */
export const newFieldInputs = lazy(() => inputsWith(({ help, helpNew = help }) => helpNew));

function inputsWith(helpOf: (row: { help: string; helpNew?: string }) => string): Arguments {
  const rows = settableRows();
  return Object.fromEntries(
    rows.map(([name, row]) => [name, row.argument(vocabulary).describe(helpOf(row)).optional()]),
  ) as Arguments;
}

/** The fields of an imported row. Each accepts a command's argument or the value from an export. */
export const rowShape = lazy(() => {
  const rows = Object.entries(TASK_FIELDS).map(([name, row]) => {
    const schema = row.row ?? (isSettable(row) ? row.argument : row.schema);
    return [name, schema(vocabulary).optional()] as const;
  });
  return Object.fromEntries(rows) as Imported;
});
