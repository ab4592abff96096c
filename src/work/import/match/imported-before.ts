import { ownProperty } from '../../../base/own-property.ts';
import { textHash } from '../../../base/text-hash.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';

/**
 * Digest of the source's value at the last import, by field. If the import stored a different value (a shortened
 * title), a blank and the digest of the stored value follow. A different digest of the present value means that the
 * field was changed in Backlog since then.
 */
export type ImportedDigests = Readonly<Record<string, string>>;

/** Fields that never conflict: the source and Backlog only add to them, or only imports write them. */
const SHARED = new Set(['annotations', 'attachments', 'extra', 'underway']);

/** Checks whether a field never conflicts, because the source and Backlog only add to it. */
export function isShared(field: string): boolean {
  return SHARED.has(field);
}

/** Checks whether the source changed a field since the last import. */
export function changedThere(field: string, before: ImportedDigests, now: ImportedDigests): boolean {
  return now[field] !== before[field]?.split(' ')[0];
}

/** Checks whether a field changed in Backlog since the last import. The value of a document is its text. */
export function changedHere(field: string, seen: ImportedDigests, now: unknown): boolean {
  if (SHARED.has(field)) return false;
  const before = seen[field];
  return before === undefined ? !isNone(field, now) : (before.split(' ')[1] ?? before) !== digestHere(field, now);
}

/** Checks whether the source gave this value of a field at the last import. */
export function isSaidBefore(task: Task, field: string, value: unknown): boolean {
  const before = task.source?.seen?.[field];
  return before === undefined ? valueHere(field, task) === value : before.split(' ')[0] === digestHere(field, value);
}

/** Checks whether a field has the value that the source gives. */
export function isSaid(field: string, said: string | undefined, now: unknown): boolean {
  return said === undefined ? isNone(field, now) : said === digestHere(field, now);
}

/** Adds the digests of the task's values that differ from the source's values. */
export function withHere(seen: ImportedDigests, fields: readonly string[], task: object): ImportedDigests {
  const whole: Record<string, string> = { ...seen };
  for (const field of fields) {
    const there = seen[field];
    if (there === undefined || SHARED.has(field) || field.startsWith('docs.')) continue;
    const here = digestHere(field, valueHere(field, task));
    whole[field] = here === there ? there : `${there} ${here}`;
  }
  return whole;
}

/**
 * Returns the value of a task's field for the comparison with the source. For criteria, this is their texts and whether
 * they are met.
 */
export function valueHere(field: string, task: object): unknown {
  const value = (task as Record<string, unknown>)[field];
  if (field !== 'acceptance' || !Array.isArray(value)) return value;
  return value.map(({ text, met }: { text: string; met?: unknown }) => [text, met !== undefined]);
}

function digestHere(field: string, value: unknown): string {
  return textHash(listed(field.startsWith('docs.') ? [value] : [[field, value ?? null]]));
}

function isNone(field: string, value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (field === 'status' && value === 'pending')
  );
}

/** Fields that identify a row or date it. They aren't compared. */
const NO_CONTENT = new Set(['uuid', 'id', 'source', 'ref', 'entry', 'modified', 'docs']);

/** Fields that change only together with another field, by the name of that field's leader. */
export const TOGETHER: Readonly<Record<string, string>> = { end: 'status', start: 'status' };

/**
 * Returns a function that computes the digests of a row's fields. The key for a document is `docs.NAME`. The function
 * caches digests of short values.
 */
export function createSeen(): (row: TaskRow) => Record<string, string> {
  const known = new Map<string, Map<unknown, string>>();
  const digestOf = (field: string, value: unknown) => {
    if (typeof value === 'object' || (typeof value === 'string' && value.length > SHORT))
      return textHash(listed([[field, value]]));
    const ofField = known.get(field) ?? new Map<unknown, string>();
    if (ofField.size === 0) known.set(field, ofField);
    const found = ofField.get(value) ?? textHash(listed([[field, value]]));
    if (ofField.size < MOST_KNOWN) ofField.set(value, found);
    return found;
  };
  return ({ known: row, extra }) => {
    const seen: Record<string, string> = {};
    const together: Record<string, [string, unknown][]> = {};
    for (const [field, value] of Object.entries(row)) {
      if (value === undefined || NO_CONTENT.has(field)) continue;
      const leader = LED.has(field) ? field : ownProperty(TOGETHER, field);
      if (leader === undefined) seen[field] = digestOf(field, value);
      else together[leader] = [...(together[leader] ?? []), [field, value]];
    }
    for (const [leader, said] of Object.entries(together))
      seen[leader] = said.length === 1 ? digestOf(...said[0]!) : textHash(listed(said));
    for (const [name, body] of Object.entries((row.docs ?? {}) as Record<string, string>))
      seen[`docs.${name}`] = textHash(listed([body]));
    if (Object.keys(extra).length > 0) seen.extra = textHash(listed([extra]));
    return seen;
  };
}

/** The fields that lead other fields in {@link TOGETHER}. */
const LED = new Set(Object.values(TOGETHER));

/** Maximum length in characters of a text whose digest is cached, and maximum number of cached values per field. */
const SHORT = 60;
const MOST_KNOWN = 500;

const listed = (values: readonly unknown[]) => JSON.stringify(values);
