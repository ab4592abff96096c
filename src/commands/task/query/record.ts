import { didYouMean } from '../../../base/nearest.ts';
import { refuse } from '../../../domain/errors.ts';
import { DERIVED } from '../../../domain/fields/derived.ts';
import { TASK_FIELDS } from '../../../domain/fields/table.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { Coefficients } from '../../../domain/urgency/coefficients.ts';
import { derivedOf } from '../../../report/task-line.ts';

/**
 * Returns a task as JSON: either all fields with urgency, state and the objections to approving its result, or only the
 * named fields. All rows of one answer use the same facts.
 */
export function taskRecord(
  task: Task,
  { facts, coefficients }: { facts: Facts; coefficients: Coefficients },
  fields: readonly string[] = [],
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...task, ...derivedOf(task, facts, coefficients) };
  return fields.length === 0 ? all : Object.fromEntries(fields.map((field) => [field, pick(all, field)]));
}

const NAMES: readonly string[] = [...Object.keys(TASK_FIELDS), ...DERIVED];

function pick(all: Readonly<Record<string, unknown>>, field: string): unknown {
  if (Object.hasOwn(all, field) || NAMES.includes(field)) return all[field];
  return refuse('usage', `fields: unknown field "${field}"${didYouMean(field, NAMES, 'quoted')}`, {
    hint: `Fields: ${NAMES.join(', ')}.`,
  });
}
