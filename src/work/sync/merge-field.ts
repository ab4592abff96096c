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
  if (now.file === '' && now.queue === '') return 'keep';
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

/** Stands for the digest of a value that no synchronisation has seen. No value has this digest. */
const UNSEEN = '?';

/** The stored digests of a row's fields. Undefined for a marked row that was never synchronised. */
export type Base = Readonly<Record<string, string>> | undefined;

/** The base of a row without a mark: all its values are new. */
export const NOTHING: Base = {};

/**
 * Reads the stored digests of a field. Without a base, nothing shows which side changed last. A value that only the
 * file has needs a decision, because the queue may have cleared it. A value that only the queue has goes to the file,
 * whose line may never have had it. A line always has a status.
 */
export function baseOf(seen: Base, field: string): Digests {
  if (!seen) return { file: field === 'status' ? UNSEEN : '', queue: UNSEEN };
  const [file = '', queue = ''] = (Object.hasOwn(seen, field) ? seen[field]! : ' ').split(' ');
  return { file, queue };
}

/** Checks whether the base of a field is unknown. */
export function isUnseen({ queue }: Digests): boolean {
  return queue === UNSEEN;
}

/** Returns the digests of all fields for storing. Fields without a value on both sides are left out. */
export function seenOf(fields: Iterable<readonly [string, Digests]>): Record<string, string> {
  return Object.fromEntries(
    Array.from(fields)
      .filter(([, { file, queue }]) => file !== '' || queue !== '')
      .map(([field, { file, queue }]) => [field, `${file} ${queue}`]),
  );
}
