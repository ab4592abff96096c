import { textHash } from '../../base/text-hash.ts';

/** Digests of a field in the file and in the queue. An empty digest means that the field has no value. */
export interface Digests {
  file: string;
  queue: string;
}

/** What a synchronisation does with a field. `both` needs a comparison: the sides may have got the same value. */
export type Move = 'keep' | 'take' | 'give' | 'both';

/**
 * Decides about one field of a task: `take` the value of the file, `give` the value of the queue, or `both` changed
 * since the base.
 */
export function moveOf(base: Digests, now: Digests): Move {
  const [there, here] = [now.file !== base.file, now.queue !== base.queue];
  return there ? (here ? 'both' : 'take') : here ? 'give' : 'keep';
}

/** Returns the digest of a field's value. */
export function digestOf(field: string, value: unknown): string {
  return isNone(field, value) ? '' : textHash(JSON.stringify(value));
}

export function isNone(field: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return field === 'status' && (value === 'pending' || value === 'recurring');
}

/** Reads the stored digests of a field. */
export function baseOf(seen: Readonly<Record<string, string>> | undefined, field: string): Digests {
  const [file = '', queue = ''] = (seen && Object.hasOwn(seen, field) ? seen[field]! : ' ').split(' ');
  return { file, queue };
}

/** Returns the digests of all fields for storing. Fields without a value on both sides are left out. */
export function seenOf(fields: Iterable<readonly [string, Digests]>): Record<string, string> {
  return Object.fromEntries(
    Array.from(fields)
      .filter(([, { file, queue }]) => file !== '' || queue !== '')
      .map(([field, { file, queue }]) => [field, `${file} ${queue}`]),
  );
}
