import { valueAt } from '../../base/json/value-at.ts';
import { refuse } from '../../domain/errors.ts';
import { fitsKind, schemaOfKind } from '../../domain/kinds/schemas.ts';

/**
 * Checks a record before the commit. Accepts unknown kinds of newer versions, because an undo may restore such a
 * record.
 * @param before the record that is replaced; fields equal to its fields aren't checked again
 * @throws BacklogError `invalid`, naming the record and each invalid field
 */
export function validateRecord(kind: string, record: unknown, before?: object): void {
  if (typeof record === 'object' && record !== null && fitsKind(kind, record, before)) return;
  const result = schemaOfKind(kind)?.safeParse(record);
  if (!result || result.success) return;
  const problems = result.error.issues.map((issue) => ({
    field: issue.path.map(String).join('.'),
    message: issue.message,
    received: valueAt(record, issue.path),
  }));
  const { id, uuid, description } = record as Record<string, unknown>;
  const what = kind === 'task' ? '' : `${kind}: `;
  refuse('invalid', `${what}${problems.map(({ field, message }) => `${field}: ${message}`).join('; ')}`, {
    data: { kind, record: { id, uuid, description }, problems },
  });
}
