import { addedSince, appended } from '../../base/long-list.ts';
import { sortedKeys } from '../../domain/record-version.ts';

/** A record as JSON fields, which the store doesn't interpret. Nobody modifies the object. */
export type RecordFields = Readonly<Record<string, unknown>>;

/**
 * A commit's change of one record: the old and new values of the changed fields.
 * - A field that only one side has was added or removed.
 * - `before: null` means a new record, `after: null` a removed one.
 * - A key that ends in `[]` means a field with a set: `before` has the removed elements, `after` the added ones. So
 * applying a change needs no schema.
 */
export interface Change {
  kind: string;
  id: string;
  before: RecordFields | null;
  after: RecordFields | null;
}

/**
 * Returns the change from `before` to `after`, or null if they are equal. `sets` lists the fields whose elements change
 * one by one.
 */
export function diff(
  before: RecordFields | undefined,
  after: RecordFields | undefined,
  sets: readonly string[],
): Pick<Change, 'before' | 'after'> | null {
  if (before === undefined || after === undefined) {
    return before === after ? null : { before: before ?? null, after: after ?? null };
  }
  const old: Record<string, unknown> = {};
  const fresh: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[field], after[field])) continue;
    if (sets.includes(field) && diffElements(field, before[field], after[field], old, fresh)) continue;
    if (before[field] !== undefined) old[field] = before[field];
    if (after[field] !== undefined) fresh[field] = after[field];
  }
  return Object.keys(old).length + Object.keys(fresh).length === 0 ? null : { before: old, after: fresh };
}

/** Applies a change to a record. Returns undefined if the change removes the record. Fields keep their order. */
export function fold(
  record: RecordFields | undefined,
  change: Pick<Change, 'before' | 'after'>,
): RecordFields | undefined {
  if (change.after === null) return undefined;
  if (change.before === null) return change.after;
  const result: Record<string, unknown> = { ...record };
  for (const key of Object.keys(change.before)) {
    if (!isElements(key) && !(key in change.after)) delete result[key];
  }
  for (const key of Object.keys(change.after)) {
    if (!isElements(key)) result[key] = change.after[key];
  }
  for (const key of elementKeys(change.before, change.after)) {
    const field = fieldOf(key);
    const elements = foldElements(result[field], change.before[key], change.after[key]);
    if (elements.length > 0) result[field] = elements;
    else delete result[field];
  }
  return result;
}

export function invert(change: Change): Change {
  return { kind: change.kind, id: change.id, before: change.after, after: change.before };
}

/** Returns the field of a change's key: `tags` for `tags[]`. Other keys are names of fields. */
export function fieldOf(key: string): string {
  return isElements(key) ? key.slice(0, -2) : key;
}

/** Checks whether a key of a change, such as `tags[]`, lists the changed elements of a field. */
export function isElements(key: string): boolean {
  return key.endsWith('[]');
}

/** Returns the identity of a set's element: its `id`, its `n`, or its complete value. */
export function identity(element: unknown): string {
  if (typeof element === 'object' && element !== null) {
    const { id, n } = element as { id?: unknown; n?: unknown };
    if (typeof id === 'string') return `id:${id}`;
    if (typeof n === 'number') return `n:${n}`;
  }
  return JSON.stringify(sortedKeys(element));
}

/** Checks whether two JSON values are equal, apart from the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  return JSON.stringify(sortedKeys(a)) === JSON.stringify(sortedKeys(b));
}

/**
 * Adds the difference of two lists, by element, to a change. Returns false if that is impossible (duplicates, another
 * order, no arrays).
 */
function diffElements(
  field: string,
  before: unknown,
  after: unknown,
  old: Record<string, unknown>,
  fresh: Record<string, unknown>,
): boolean {
  const a = before === undefined ? [] : before;
  const b = after === undefined ? [] : after;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  const appendedToA = addedSince(b, a);
  if (appendedToA) {
    fresh[`${field}[]`] = appendedToA;
    return true;
  }
  const inA = new Map(a.map((element) => [identity(element), element]));
  const inB = new Map(b.map((element) => [identity(element), element]));
  if (inA.size < a.length || inB.size < b.length) return false;
  const removed = a.filter((element) => !same(element, inB.get(identity(element))));
  const added = b.filter((element) => !same(element, inA.get(identity(element))));
  if (!same(foldElements(a, removed, added), b)) return false;
  if (removed.length > 0) old[`${field}[]`] = removed;
  if (added.length > 0) fresh[`${field}[]`] = added;
  return true;
}

/**
 * Removes elements from a list and appends the added ones. If an added element has the identity of a removed one, it
 * replaces that element. `removed` contains the replaced elements, too.
 */
function foldElements(current: unknown, removed: unknown, added: unknown): readonly unknown[] {
  if (asList(removed).length === 0) return appended(asList(current), asList(added));
  const coming = new Map(asList(added).map((element) => [identity(element), element]));
  const going = new Set(asList(removed).map(identity));
  const kept: unknown[] = [];
  for (const element of asList(current)) {
    const id = identity(element);
    if (coming.has(id)) {
      kept.push(coming.get(id));
      coming.delete(id);
    } else if (!going.has(id)) {
      kept.push(element);
    }
  }
  return [...kept, ...coming.values()];
}

function elementKeys(before: RecordFields, after: RecordFields): Set<string> {
  return new Set([...Object.keys(before), ...Object.keys(after)].filter(isElements));
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
