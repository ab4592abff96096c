import { parseScope } from '../../claims/index.ts';
import { refuse } from '../../domain/errors.ts';
import type { Reading } from '../../domain/fields/row.ts';
import {
  type Fields,
  type FieldTable,
  type SettableName,
  settableRows,
  TASK_FIELDS,
} from '../../domain/fields/table.ts';
import type { Task } from '../../domain/task.ts';
import type { Context } from '../workspace/context.ts';
import { readDuration, readRecurrence } from './dates.ts';
import { findTask } from './find.ts';
import { checkGraph } from './integrity.ts';

export { fieldInputs } from '../../domain/fields/schemas.ts';

type Written<Row> = Row extends { read?(written: infer Value, reading: never): unknown } ? Value : never;

/** The arguments as read, or what an imported row holds in their place; null clears. Dates arrive resolved. */
export type FieldInput = { [Name in SettableName]?: Written<Fields[Name]> | null | undefined };

/** What arguments may name: other tasks, and repositories. */
type Within = Pick<Context, 'queue' | 'repositories'>;

/**
 * The task with the given arguments applied: omitted keeps, null and "" clear, an empty list empties.
 * @throws BacklogError naming the field that does not fit; `cycle` when a dependency or parent would close one
 */
export function applyFields(task: Task, input: FieldInput, within: Within, uuid: () => string): Task {
  const written = readFields(task, input, within, uuid);
  checkGraph(written, within.queue);
  return written;
}

/** As {@link applyFields}, for who looks at the circles of many tasks at once afterwards. */
export function readFields(
  task: Task,
  input: FieldInput,
  within: Within,
  uuid: () => string,
  rows: FieldTable = TASK_FIELDS,
): Task {
  const next: Record<string, unknown> = { ...task };
  for (const [field, row] of settableRows(rows)) {
    const value = (input as Record<string, unknown>)[field];
    if (value === undefined) continue;
    const reading = readingOf(next[field], within, uuid);
    const stored = value === null ? undefined : row.read ? row.read(value, reading) : value;
    if (stored === undefined || (Array.isArray(stored) && stored.length === 0)) delete next[field];
    else next[field] = stored;
  }
  const written = next as unknown as Task;
  checkDates(written);
  return written;
}

function readingOf(present: unknown, { queue, repositories }: Within, uuid: () => string): Reading<object> {
  return {
    present: present as object | undefined,
    task: (text) => findTask(queue, text).uuid,
    scope: (written) => parseScope(written, repositories),
    duration: (text) => readDuration(text, 'estimate'),
    recurrence: readRecurrence,
    check: (name) => name,
    uuid,
  };
}

function checkDates(task: Task): void {
  if (task.recur && !task.due) {
    refuse('invalid', 'recur: a recurring task needs a due date', {
      hint: 'Give due: the date of the first one.',
      data: { field: 'recur' },
    });
  }
}
