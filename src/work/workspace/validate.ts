import { clip } from '../../base/clip.ts';
import { valueAt } from '../../base/json/value-at.ts';
import { version } from '../../base/version.ts';
import { refuse } from '../../domain/errors.ts';
import { fitsKind, schemaOfKind } from '../../domain/kinds/schemas.ts';
import type { Kinds } from '../../domain/records.ts';

/** Maximum number of characters that a message quotes of a wrong value. */
const MOST_RECEIVED = 100;

/** Kinds of records that no caller writes: Backlog makes each of their values itself. */
const MADE: ReadonlySet<string> = new Set([
  ...['run', 'claim', 'lease', 'tick', 'pass', 'session', 'dispatch', 'mirror', 'notice', 'snooze', 'archive', 'gate'],
  ...['sync', 'synced', 'linked', 'conflict', 'sending', 'unmade', 'pull', 'delivery', 'config', 'consent', 'moved'],
]);

/**
 * Checks a record before the commit. Accepts unknown kinds of newer versions, because an undo may restore such a
 * record.
 * @param before the record that is replaced; fields equal to its fields aren't checked again
 * @throws BacklogError `invalid`, naming the record and each invalid field; `defect` for a record that no caller writes
 */
export function validateRecord<Kind extends string>(
  kind: Kind,
  record: unknown,
  before?: object,
): asserts record is Kind extends keyof Kinds ? Kinds[Kind] : unknown {
  if (typeof record === 'object' && record !== null && fitsKind(kind, record, before)) return;
  const result = schemaOfKind(kind)?.safeParse(record);
  if (!result || result.success) return;
  const problems = result.error.issues.map((issue) => ({
    field: issue.path.map(String).join('.'),
    message: issue.message,
    received: valueAt(record, issue.path),
  }));
  const { id, uuid, description } = record as Record<string, unknown>;
  const said = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const data = { kind, record: { id, uuid, description }, problems };
  if (!MADE.has(kind)) refuse('invalid', `${kind === 'task' ? '' : `${kind}: `}${said}`, { data });
  const received = problems
    .map(({ received }) => clip(JSON.stringify(received) ?? 'nothing', MOST_RECEIVED))
    .join(', ');
  const name = typeof id === 'string' ? `${kind} ${id}` : kind;
  refuse('defect', `Backlog ${version} made a wrong record of ${name}: ${said}, received ${received}`, {
    hint: 'Nothing was changed. Report this line with the output of `backlog doctor`.',
    data,
  });
}
