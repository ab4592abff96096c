import type * as z from 'zod';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { settableRows, TASK_FIELDS } from '../../domain/fields/table.ts';
import { meantField } from '../../domain/meant.ts';
import { nearest } from '../../domain/nearest.ts';
import { valueAt } from '../../domain/value-at.ts';
import { type Place, placeText, ROW_NAMES } from '../../sources/index.ts';

/** How much of a value a complaint shows, in characters. */
const SHOWN = 80;

/** Refuses the first thing that is wrong with a row, naming row, field and value. `values` is what the paths lead into. */
export function refuseIssue(issue: z.core.$ZodIssue, place: Place, values: object): never {
  const field = issue.path.map(String).join('.');
  throw fieldError({ place, field, message: messageOf(issue), received: valueAt(values, issue.path) });
}

/** What is wrong with a field of a row, as an error. */
export function fieldError(problem: { place: Place; field: string; message: string; received: unknown }): BacklogError {
  const { place, field, message, received } = problem;
  const told =
    received === undefined
      ? 'is required'
      : `${expected(message)}, received ${JSON.stringify(received).slice(0, SHOWN)}`;
  return new BacklogError('invalid', `${placeText(place)}, field ${field}: ${told}`, {
    data: { ...place, field, received },
  });
}

/** zod's words without its own account of what came, which names only the type. */
function expected(message: string): string {
  return message.replace(/^Invalid input: /, '').replace(/, received \w+$/, '');
}

/** The first complaint inside a union that is about more than the type. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message;
  const inner = issue.errors.flat();
  return (inner.find(({ code }) => code !== 'invalid_type') ?? inner[0])?.message ?? issue.message;
}

/** A row that people or agents wrote may not have fields that nobody knows: they are typing errors. */
export function refuseUnknown(extra: object, place: Place): void {
  const [first] = Object.entries(extra);
  if (first === undefined) return;
  const [field, value] = first;
  const names = ['ref', 'description', 'spec', ...settableRows(TASK_FIELDS).map(([name]) => name)];
  const close = meantField(field, value, names)?.name ?? nearest(field, ROW_NAMES);
  refuse('invalid', `${placeText(place)}, field ${field}: unknown field${close ? ` (did you mean "${close}"?)` : ''}`, {
    hint: `Fields: ${names.join(', ')}. What no field is for goes into extra.`,
    data: { ...place, field, nearest: close },
  });
}

/** Names the row in whatever a step refuses, whether it answers at once or later. */
export function inRow<T>(place: Place, step: () => T): T {
  const named = (error: unknown): never => {
    if (!(error instanceof BacklogError) || error.data?.row !== undefined) throw error;
    const { field, received } = error.data ?? {};
    const value =
      received === undefined || error.message.includes(String(received))
        ? ''
        : `, received ${JSON.stringify(received).slice(0, SHOWN)}`;
    const message =
      typeof field === 'string' && error.message.startsWith(`${field}:`) ? `field ${error.message}` : error.message;
    throw new BacklogError(error.code, `${placeText(place)}, ${message}${value}`, {
      ...(error.hint ? { hint: error.hint } : {}),
      data: { ...place, ...error.data },
    });
  };
  try {
    const result = step();
    return result instanceof Promise ? (result.catch(named) as T) : result;
  } catch (error) {
    return named(error);
  }
}

/** Names the row of the task that may not be stored. */
export function inItsRow(error: unknown, drafts: readonly { uuid: string; row: { place: Place } }[]): unknown {
  if (!(error instanceof BacklogError) || error.data?.kind !== 'task') return error;
  const { record, problems } = error.data as {
    record: { uuid?: string };
    problems: { field: string; message: string; received: unknown }[];
  };
  const found = drafts.find(({ uuid }) => uuid === record.uuid);
  return found && problems[0] ? fieldError({ ...problems[0], place: found.row.place }) : error;
}
