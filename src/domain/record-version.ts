import { onceEachObject } from '../base/lazy.ts';
import { textHash } from '../base/text-hash.ts';

/**
 * Returns a short text that identifies a state of a record and is the same in every process. Timestamps can't do this,
 * because they count whole seconds. Records are never modified, so the text is cached per object.
 */
export const versionOf = onceEachObject((record: object) => textHash(JSON.stringify(sortedKeys(record))));

/**
 * Sorts the fields of a value recursively. The order of fields can differ between a new record and the same record read
 * from the store.
 */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  );
}
