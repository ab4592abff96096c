import { refuse } from '../../domain/errors.ts';
import { taskSchema } from '../../domain/fields/schemas.ts';
import type { Task } from '../../domain/task.ts';

/**
 * Checks a record before it is committed. Kinds without a schema of their own pass: only code writes them.
 * @throws BacklogError `invalid` naming the task and each field that does not fit
 */
export function validateRecord(kind: string, record: unknown): void {
  if (kind !== 'task') return;
  const result = taskSchema().safeParse(record);
  if (result.success) return;
  const problems = result.error.issues.map((issue) => ({
    field: issue.path.map(String).join('.'),
    message: issue.message,
  }));
  const { id, description } = record as Partial<Task>;
  refuse('invalid', problems.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    data: { task: { id, description }, problems },
  });
}
