import type * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { valueAt } from '../../base/json/value-at.ts';
import { nearest } from '../../base/nearest.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { meantField } from '../../domain/calls/field-synonyms.ts';
import { BacklogError } from '../../domain/errors.ts';
import { settableRows } from '../../domain/fields/table.ts';
import { locationText, ROW_NAMES, type RowLocation } from '../../sources/index.ts';

/** Maximum length of a quoted value, in characters. */
const SHOWN = 80;

/** Maximum number of rows in an error about several rows, and of fields in an error about one row. */
const ROWS = 20;
const FIELDS = 10;

/**
 * Returns the error for one problem of a row, with the row, field and value.
 * @param values the object with the invalid value
 */
export function issueError(issue: z.core.$ZodIssue, place: RowLocation, values: object): BacklogError {
  const field = issue.path.map(String).join('.');
  return fieldError({ place, field, message: messageOf(issue), received: valueAt(values, issue.path) });
}

/** Joins all problems of a row into one error, in the order of its fields. A single error is returned unchanged. */
export function rowError(
  errors: readonly BacklogError[],
  { place, raw }: { place: RowLocation; raw: unknown },
): BacklogError {
  const order = Object.keys(isObject(raw) ? raw : {});
  const positionOf = ({ data }: BacklogError) => {
    const at = order.indexOf(String(data?.field).split('.')[0]!);
    return at < 0 ? order.length : at;
  };
  const fields = new Set<unknown>();
  const isNew = ({ data }: BacklogError) => !fields.has(data?.field) && fields.add(data?.field);
  const [first, ...others] = errors.filter(isNew).toSorted((a, b) => positionOf(a) - positionOf(b));
  if (others.length === 0) return first!;
  const where = `${locationText(place)}, `;
  const told = others.slice(0, FIELDS - 1).map(({ message }) => message.replace(where, ''));
  if (others.length > told.length) told.push(`and ${others.length - told.length} more`);
  return joined(first!, [first!.message, ...told].join('; '), [first!, ...others]);
}

/** Joins the problems of all rows of an import into one error, one line each, in the order of the rows. */
export function rowsError(bad: readonly { place: RowLocation; error: BacklogError }[]): BacklogError {
  const errors = bad.toSorted((a, b) => a.place.row - b.place.row).map(({ error }) => error);
  const [first] = errors;
  if (errors.length === 1) return first!;
  const told = errors.slice(0, ROWS).map(({ message }) => message);
  if (errors.length > told.length) told.push(`and ${counted(errors.length - told.length, 'more row')}`);
  return joined(first!, told.join('\n'), errors);
}

/** Adds to an error of an import the hint that nothing was imported. An import is one commit. */
export function nothingImported({ code, message, hint, data, cause }: BacklogError, door?: Door): BacklogError {
  const fix = `Fix the row and import again, or leave bad rows out with ${door === 'cli' ? inputOf(door, 'skip_bad') : 'skip_bad: true'}.`;
  const next = hint ?? (data?.row === undefined ? undefined : fix);
  const said = ['Nothing was imported.', next].filter(Boolean).join(' ');
  return new BacklogError(code, message, { hint: said, cause, ...(data === undefined ? {} : { data }) });
}

function joined(first: BacklogError, message: string, errors: readonly BacklogError[]): BacklogError {
  const problems = errors.flatMap((error) => (error.data?.problems as object[] | undefined) ?? [problemOf(error)]);
  const { code, hint, data } = first;
  return new BacklogError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    data: { ...data, problems: problems.slice(0, ROWS * FIELDS) },
  });
}

function problemOf({ code, message, data = {} }: BacklogError): object {
  const { row, file, line, field, received } = data;
  return { code, message, ...Object.fromEntries(Object.entries({ row, file, line, field, received }).filter(isSaid)) };
}

function isSaid([, value]: [string, unknown]): boolean {
  return value !== undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function fieldError(problem: {
  place: RowLocation;
  field: string;
  message: string;
  received: unknown;
}): BacklogError {
  const { place, field, message, received } = problem;
  const told =
    received === undefined
      ? 'is required'
      : `${expected(message)}, received ${JSON.stringify(received).slice(0, SHOWN)}`;
  return new BacklogError('invalid', `${locationText(place)}, field ${field}: ${told}`, {
    data: { ...place, field, received },
  });
}

/** Removes the part "received …" from a message of zod, because it names only the type of the value. */
function expected(message: string): string {
  return message.replace(/^Invalid (input|option): /, '').replace(/, received \w+$/, '');
}

/** Returns the message of a problem. For a union, uses the first inner problem that isn't about the type. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message;
  const inner = issue.errors.flat();
  return (inner.find(({ code }) => code !== 'invalid_type') ?? inner[0])?.message ?? issue.message;
}

/**
 * Returns errors for unknown fields of a row that a person or an agent wrote. Such a field is probably a typing error.
 */
export function unknownErrors(extra: object, place: RowLocation): BacklogError[] {
  const names = ['ref', 'description', 'spec', ...settableRows().map(([name]) => name)];
  return Object.entries(extra).map(([field, value]) => {
    const close = meantField(field, value, names)?.name ?? nearest(field, ROW_NAMES);
    const received = JSON.stringify(value)?.slice(0, SHOWN);
    const told = `unknown field${close ? ` (did you mean "${close}"?)` : ''}, received ${received}`;
    return new BacklogError('invalid', `${locationText(place)}, field ${field}: ${told}`, {
      hint: `Fields: ${names.join(', ')}. Other data goes into extra.`,
      data: { ...place, field, received: value, nearest: close },
    });
  });
}

/** Adds the row's location to a Backlog error. Rethrows any other error. */
export function inRowError(place: RowLocation, error: unknown): BacklogError {
  if (!(error instanceof BacklogError)) throw error;
  if (error.data?.row !== undefined) return error;
  const { field, received } = error.data ?? {};
  const value =
    received === undefined || error.message.includes(String(received))
      ? ''
      : `, received ${JSON.stringify(received).slice(0, SHOWN)}`;
  const message =
    typeof field === 'string' && error.message.startsWith(`${field}:`) ? `field ${error.message}` : error.message;
  return new BacklogError(error.code, `${locationText(place)}, ${message}${value}`, {
    ...(error.hint ? { hint: error.hint } : {}),
    data: { ...place, ...error.data },
  });
}

/** Runs a function, synchronous or not, and adds the row's location to its errors. */
export function inRow<T>(place: RowLocation, step: () => T): T {
  const named = (error: unknown): never => {
    throw inRowError(place, error);
  };
  try {
    const result = step();
    return result instanceof Promise ? (result.catch(named) as T) : result;
  } catch (error) {
    return named(error);
  }
}

/** Adds the row's location to the error about a task that the store refused. */
export function inItsRow(
  error: unknown,
  drafts: readonly { uuid: string; row: { place: RowLocation; raw: unknown } }[],
): unknown {
  if (!(error instanceof BacklogError) || error.data?.kind !== 'task') return error;
  const { record, problems } = error.data as {
    record: { uuid?: string };
    problems: { field: string; message: string; received: unknown }[];
  };
  const found = drafts.find(({ uuid }) => uuid === record.uuid);
  if (!found || problems.length === 0) return error;
  const { place, raw } = found.row;
  return rowError(
    problems.map((problem) => fieldError({ ...problem, place })),
    { place, raw },
  );
}
