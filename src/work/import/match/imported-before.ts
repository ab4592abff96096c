import { ownProperty } from '../../../base/own-property.ts';
import { textHash } from '../../../base/text-hash.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import { isStill, readBase, saysSame } from '../../merge/base.ts';

/** The bases of a task's fields, as its origin stores them. */
export type Seen = Readonly<Record<string, string>>;

/** The values of a row by field. The key for a document is `docs.NAME`. */
export type RowValues = Readonly<Record<string, unknown>>;

/** Fields that identify a row or date it. They aren't compared. */
const NO_CONTENT = new Set(['uuid', 'id', 'source', 'ref', 'entry', 'modified', 'docs']);

/** Fields that change only together with another field, by the name of that field's leader. */
export const TOGETHER: Readonly<Record<string, string>> = { end: 'status', start: 'status' };

/** Returns the values of a row. The value of a field that leads others has their names and values, if the row has them. */
export function valuesOfRow({ known, extra }: Pick<TaskRow, 'known' | 'extra'>): RowValues {
  const values: Record<string, unknown> = {};
  const together: [string, unknown][] = [];
  for (const [field, value] of Object.entries(known)) {
    if (value === undefined || NO_CONTENT.has(field)) continue;
    if (field === 'status' || ownProperty(TOGETHER, field)) together.push([field, value]);
    else values[field] = value;
  }
  const isAlone = together.length === 1 && together[0]![0] === 'status';
  if (together.length > 0) values.status = isAlone ? together[0]![1] : together;
  for (const [name, body] of Object.entries((known.docs ?? {}) as object)) values[`docs.${name}`] = body;
  if (Object.keys(extra).length > 0) values.extra = extra;
  return values;
}

/** Checks whether the source changed a field since the last import. */
export function changedThere(field: string, seen: Seen, now: RowValues): boolean {
  return !isStill(readBase(seen[field]).there, field, now[field], oldDigest);
}

/** Checks whether the source gave this description of a task at the last import. */
export function isSaidBefore({ source, description }: Task, value: unknown): boolean {
  const before = source?.seen?.description;
  if (before === undefined) return saysSame('description', description, value);
  return isStill(readBase(before).there, 'description', value, oldDigest);
}

/** Returns the digest that earlier versions stored for the value of a row. */
export function oldDigest(field: string, value: unknown): string {
  const isBare = field === 'extra' || field.startsWith('docs.');
  const isTogether = field === 'status' && Array.isArray(value);
  return textHash(JSON.stringify(isTogether ? value : [isBare ? value : [field, value ?? null]]));
}

/** Returns the digest that earlier versions stored for the value of a task. */
export function oldDigestHere(field: string, value: unknown): string {
  if (field !== 'acceptance' || !Array.isArray(value)) return oldDigest(field, value);
  return oldDigest(
    field,
    value.map(({ text, met }: { text: string; met?: unknown }) => [text, met !== undefined]),
  );
}
