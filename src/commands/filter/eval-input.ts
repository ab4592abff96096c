import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { instantSchema } from '../../domain/fields/vocabulary.ts';
import { STATUSES } from '../../domain/fields/words.ts';
import type { Task } from '../../domain/task/task.ts';
import { taskOf } from '../../sources/index.ts';

/**
 * The schema of a task for evaluating filters and urgency. It accepts more than the schema of a stored task, because an
 * export may have any text as project, priority or uuid.
 */
const evaluated = lazy(() => {
  const date = instantSchema('20260730T143000Z').optional();
  const text = z.string().optional();
  const looks = { date, set: z.array(z.string()).optional(), reference: z.array(z.string()).optional() };
  const shared = Object.entries<FieldRow>(TASK_FIELDS).filter(([, row]) => row.taskwarrior);
  return z.looseObject({
    ...Object.fromEntries(shared.map(([name, { ask }]) => [name, looks[ask?.type as keyof typeof looks] ?? text])),
    id: z.int().min(0),
    uuid: z.string(),
    description: z.string().default(''),
    status: z.enum(STATUSES).default('pending'),
    template: text,
    parent: text,
    annotations: z.array(z.looseObject({ at: date, text: z.string() })).optional(),
  });
});

/** Returns the tasks of an export, in order. A row without a uuid gets a new one. No two may have the same. */
export function readTasks(text: string): Task[] {
  const seen = new Map<string, number>();
  return readArray(text, 'tasks').map((row, index) => {
    const task = readTask(row, index);
    const before = seen.get(task.uuid);
    if (before !== undefined)
      refuse('invalid', `tasks: expected each uuid once, received ${task.uuid} at ${before} and ${index}`);
    seen.set(task.uuid, index);
    return task;
  });
}

function readTask(row: unknown, index: number): Task {
  if (typeof row !== 'object' || row === null)
    return refuse('invalid', `tasks: expected objects, received ${JSON.stringify(row)} at index ${index}`);
  const read = evaluated().safeParse(taskOf({ uuid: `row-${index}`, ...row }), { reportInput: true });
  if (read.success) return read.data as unknown as Task;
  const [issue] = read.error.issues as [z.core.$ZodIssue];
  const received = JSON.stringify(issue.input);
  return refuse('invalid', `tasks: index ${index}: ${issue.path.join('.')}: ${issue.message}, received ${received}`);
}

/** Reads a JSON array of strings. @param field the name of the field in an error */
export function readTexts(text: string, field: string): string[] {
  return readArray(text, field).map((item, index) =>
    typeof item === 'string'
      ? item
      : refuse('invalid', `${field}: expected strings, received ${JSON.stringify(item)} at index ${index}`),
  );
}

function readArray(text: string, field: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw new BacklogError('invalid', `${field}: not JSON: ${String((error as Error).message)}`, { cause: error });
  }
  return refuse('invalid', `${field}: expected a JSON array`);
}
