import type { Status, Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { inSeries } from '../recurrence/recurrence.ts';
import type { Context } from '../workspace/context.ts';
import { applyFields, type FieldInput, readingBy } from './fields.ts';
import { awaitsPerson } from './intake/awaits.ts';

export interface NewTask extends FieldInput {
  description: string;
}

/** Adds a task in the caller's transaction. Dates must already be instants. A task with `recur` becomes a template. */
export function createTask(
  tx: Tx,
  context: Pick<Context, 'queue' | 'clock' | 'repositories' | 'store' | 'caller'>,
  input: NewTask,
  given: Partial<Task> = {},
): Task {
  const { description, ...fields } = input;
  const status: Status = fields.recur ? 'recurring' : 'pending';
  const blank: Task = {
    uuid: tx.uuid(),
    id: tx.nextId('task'),
    description: description.trim(),
    status,
    entry: tx.at,
    modified: tx.at,
    ...awaitsPerson(tx, context.caller),
    ...given,
  };
  const task = inSeries(
    applyFields(blank, fields, readingBy(tx, context), () => tx.uuid()),
    context.clock,
  );
  tx.put('task', task.uuid, task);
  return task;
}
