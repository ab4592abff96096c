import type { RunRecords } from '../find-run.ts';

/**
 * Returns a function that computes a value from the records of a store once after each commit. In a transaction, it
 * computes the value each time, because the transaction changes records. Don't pass a store's state within one.
 */
export function oncePerCommit<Value>(of: (records: RunRecords) => Value): (records: RunRecords) => Value {
  const known = new WeakMap<object, { seq: number; value: Value }>();
  return (records) => {
    if ('put' in records || !hasSeq(records)) return of(records);
    const { seq } = records;
    const before = known.get(records);
    if (before?.seq === seq) return before.value;
    const value = of(records);
    known.set(records, { seq, value });
    return value;
  };
}

function hasSeq(records: RunRecords): records is RunRecords & { seq: number } {
  return 'seq' in records && typeof records.seq === 'number';
}
