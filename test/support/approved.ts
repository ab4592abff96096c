import { type Approved, approved } from '../../src/work/config/approval.ts';

/** Returns a value as a queue on this machine's disk gives it, which needs no approval. */
export function approvedHere<T>(value: T): Approved<T> {
  return approved({ dir: '', address: undefined, state: {} as never }, () => value);
}
