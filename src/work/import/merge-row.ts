import type { FieldRow } from '../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../domain/fields/table.ts';
import { own } from '../../domain/own.ts';
import type { Task } from '../../domain/task.ts';
import type { Row } from '../../sources/index.ts';
import { type Seen, TOGETHER } from './seen.ts';

/**
 * What of a row is news for the task that it was before: what the source changed since the last import. Anything else is as somebody
 * here may have made it since, and stays. Undefined when nothing changed there.
 */
export function newsOf(row: Row, present: Task, now: Seen): { row: Row; fields: string[] } | undefined {
  const before: Seen = present.source?.seen ?? {};
  const fields = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
    (name) => now[name] !== before[name],
  );
  if (fields.length === 0) return undefined;
  const of = new Set(fields);
  const known: Record<string, unknown> = {
    uuid: row.known.uuid,
    source: row.known.source,
    description: present.description,
  };
  for (const [field, value] of Object.entries(row.known)) {
    if (value !== undefined && of.has(own(TOGETHER, field) ?? field)) known[field] = value;
  }
  for (const field of fields) if (now[field] === undefined && clears(field)) known[field] = null;
  const docs = Object.entries((row.known.docs ?? {}) as Record<string, string>).filter(([name]) =>
    of.has(`docs.${name}`),
  );
  if (docs.length > 0) known.docs = Object.fromEntries(docs);
  if (of.has('annotations')) known.annotations = withOwn(present, row.known.annotations);
  return { row: { ...row, known, extra: of.has('extra') ? row.extra : {} }, fields };
}

function clears(field: string): boolean {
  if (field === 'underway') return true;
  const row = own<FieldRow>(TASK_FIELDS, field);
  return row !== undefined && isSettable(row);
}

/** An import numbers its notes; all others were made here. */
const IMPORTED = /^i\d+$/;

function withOwn({ annotations = [] }: Task, theirs: unknown): unknown[] {
  return [...((theirs ?? []) as object[]), ...annotations.filter(({ id }) => !IMPORTED.test(id))];
}
