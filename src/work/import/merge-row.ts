import type { FieldRow } from '../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../domain/fields/table.ts';
import type { Task } from '../../domain/task.ts';
import type { Row } from '../../sources/index.ts';

/** Field -> digest of what the source said of it when it was last imported. */
export type Seen = Readonly<Record<string, string>>;

/** What says which row it is, and when it changed: no content. */
const NO_CONTENT = new Set(['uuid', 'source', 'ref', 'entry', 'modified', 'docs']);

/** Fields of which one follows from the other. */
const TOGETHER: Readonly<Record<string, string>> = { end: 'status', start: 'status' };

/** Digests of everything that a row says, documents by `docs.NAME`. */
export function seenOf({ known, extra }: Row): Record<string, string> {
  const parts = new Map<string, unknown[]>();
  const add = (field: string, value: unknown) => parts.set(field, [...(parts.get(field) ?? []), value]);
  for (const [field, value] of Object.entries(known))
    if (value !== undefined && !NO_CONTENT.has(field)) add(TOGETHER[field] ?? field, [field, value]);
  for (const [name, body] of Object.entries((known.docs ?? {}) as Record<string, string>)) add(`docs.${name}`, body);
  if (Object.keys(extra).length > 0) add('extra', extra);
  return Object.fromEntries(Array.from(parts, ([field, value]) => [field, digest(value)]));
}

/**
 * 53 bits of a sum over the text (cyrb53, public domain): ten times as fast as a cryptographic one, and nobody gains by a row that is
 * taken for what it was.
 */
function digest(value: unknown): string {
  const text = JSON.stringify(value);
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36);
}

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
    if (value !== undefined && of.has(TOGETHER[field] ?? field)) known[field] = value;
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
  const row = (TASK_FIELDS as Readonly<Record<string, FieldRow | undefined>>)[field];
  return row !== undefined && isSettable(row);
}

/** An import numbers its notes; all others were made here. */
const IMPORTED = /^i\d+$/;

function withOwn({ annotations = [] }: Task, theirs: unknown): unknown[] {
  return [...((theirs ?? []) as object[]), ...annotations.filter(({ id }) => !IMPORTED.test(id))];
}
