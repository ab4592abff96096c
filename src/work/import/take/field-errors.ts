import { randomUUID } from 'node:crypto';
import { BacklogError } from '../../../domain/errors.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { RowLocation } from '../../../sources/index.ts';
import { BLANK_TASK, type FieldInput, readFields } from '../../task/fields.ts';
import { validateRecord } from '../../workspace/validate.ts';
import { fieldError, inRow } from '../complaints.ts';

/** A recurring task needs a due date. */
const BLANK: Task = { ...BLANK_TASK, due: '2000-01-01T00:00:00Z' };

/** Checks each field of a row separately, and returns the errors. Doesn't check fields against each other. */
export function fieldErrors(
  fields: FieldInput,
  within: Parameters<typeof readFields>[2],
  place: RowLocation,
): BacklogError[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    try {
      const task = inRow(place, () => readFields(BLANK, { [field]: value }, within, randomUUID));
      validateRecord('task', task);
      return [];
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      const { problems } = (error.data ?? {}) as { problems?: Parameters<typeof fieldError>[0][] };
      const all = problems?.map((problem) => fieldError({ ...problem, place })) ?? [error];
      return all.filter(({ data }) => String(data?.field).split('.')[0] === field);
    }
  });
}
