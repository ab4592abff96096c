import { putOwn } from '../../../base/own-property.ts';
import type { BacklogError } from '../../../domain/errors.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { locationText } from '../../../sources/index.ts';
import type { ImportRow } from '../import-row.ts';

/** Fields that no row can lose: its words, its identity, and the field that keeps the rest. */
const KEPT: ReadonlySet<string> = new Set(['description', 'source', 'extra']);

/**
 * Checks whether a row comes from a file of another tool, whose odd values are left out. Rows in the arguments of a call
 * and rows in Backlog's own formats are refused: who wrote them can correct them.
 */
export function mayLeaveOut({ place, byHand }: TaskRow, { bySource, mayMiss }: ReadRows): boolean {
  return place.file !== undefined && Boolean(bySource || mayMiss || byHand?.foreign);
}

/**
 * Moves the values that an error names from a row to its `extra`, with a warning each. An unfit uuid gets another one,
 * always the same, so that a later import finds the task.
 * @returns false if the row has none of them
 */
export function leaveOutOf(row: TaskRow, error: BacklogError, uuidOf: (text: string) => string): boolean {
  if (row.problems.length > 0) return false;
  const odd = fieldsOf(error).filter(([field]) => !KEPT.has(field) && row.known[field] !== undefined);
  row.extra = { ...row.extra };
  for (const [field, message] of odd) {
    const value = row.known[field];
    if (field !== 'underway' && row.extra[field] === undefined) putOwn(row.extra, field, value);
    row.warnings.push(`${withoutPlace(message, row)}; it stays in extra`);
    delete row.known[field];
    if (field === 'uuid') row.known.uuid = uuidOf(`import ${String(value).toLowerCase()}`);
  }
  return odd.length > 0;
}

/**
 * Moves the values that an error names from a row that was read already to its `extra`.
 * @returns a message for each value; none if the row may not lose it
 */
export function leaveOutLater(row: ImportRow, error: BacklogError): string[] {
  if (!row.mayLeave) return [];
  const parts = [row.fields, row.given] as Record<string, unknown>[];
  return fieldsOf(error).flatMap(([field, message]) => {
    const part = parts.find((one) => one[field] !== undefined);
    if (!part || KEPT.has(field)) return [];
    row.given = { ...row.given, extra: { [field]: part[field] as never, ...row.given.extra } };
    delete part[field];
    delete (row.given as Record<string, unknown>)[field];
    return [`${message}; it stays in extra`];
  });
}

/** Returns the fields that an error names, each once with its message. */
function fieldsOf({ data = {}, message }: BacklogError): [field: string, message: string][] {
  const problems = (data.problems as { field?: string; message: string }[] | undefined) ?? [
    { field: data.field as string | undefined, message },
  ];
  const messages = new Map<string, string>();
  for (const { field, message } of problems) if (typeof field === 'string') messages.set(field.split('.')[0]!, message);
  return [...messages];
}

/** Removes the location, which the import adds to warnings itself. */
function withoutPlace(message: string, { place }: TaskRow): string {
  return message.replace(`${locationText(place)}, `, '').replace(/^field /, '');
}
