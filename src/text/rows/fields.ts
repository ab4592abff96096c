import { isObject } from '../../base/is-object.ts';
import { nearest } from '../../base/nearest.ts';
import { refuse } from '../../domain/errors.ts';

/** Returns a row's value at a path such as `run.state`; undefined if there is none. */
export function valueIn(row: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), row);
}

/** Maximum number of field names that an error lists. */
const LISTED = 30;

/**
 * Checks that each path exists in the schema or in at least one row.
 * @throws BacklogError `usage` with the nearest name
 */
export function checkFields(fields: readonly string[], known: readonly string[], rows: readonly unknown[]): void {
  const unknown = fields.find(
    (field) => !known.includes(field) && !rows.some((row) => valueIn(row, field) !== undefined),
  );
  if (unknown === undefined) return;
  const close = nearest(unknown, known);
  const more = known.length > LISTED ? `, and ${known.length - LISTED} more` : '';
  refuse('usage', `unknown field "${unknown}"${close ? ` (did you mean "${close}"?)` : ''}`, {
    hint: `Fields: ${known.slice(0, LISTED).join(', ')}${more}.`,
    data: { received: unknown, nearest: close },
  });
}
