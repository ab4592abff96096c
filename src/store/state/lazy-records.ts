import type { HeldFile } from '../backend.ts';
import { damaged, isDamage } from '../failure.ts';
import { type Change, fold, type RecordFields } from './change.ts';
import { findRecord, kindRuns, recordsMentioning } from './kind-file.ts';
import type { Records } from './state.ts';

/**
 * Returns the records from the file of one kind. Each record is parsed on first use; an iteration parses all of them.
 * Changes are kept in memory. The change of an unread record is applied when the record is read. `file` is the file's
 * name in errors.
 */
export function lazyRecords(bytes: Buffer, count: number, file: string, lists?: HeldFile): Records {
  const seen = new Map<string, RecordFields | undefined>();
  const waiting = new Map<string, Change[]>();
  let whole: Map<string, RecordFields> | undefined;
  let size = count;

  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      // This error is about the separate file of a long list, and names that file.
      if (isDamage(error)) throw error;
      throw damaged(file, 'it is not JSON', error);
    }
  };
  const look = (id: string, stored: () => RecordFields | undefined) => {
    if (!seen.has(id)) seen.set(id, folded(waiting.get(id), stored));
  };
  const get = (id: string) => {
    if (whole) return whole.get(id);
    look(id, () => reading(() => findRecord(bytes, id, lists)));
    return seen.get(id);
  };
  const defer = (change: Change) => {
    if (whole || seen.has(change.id)) return false;
    const changes = waiting.get(change.id);
    if (changes) changes.push(change);
    else waiting.set(change.id, [change]);
    size += Number(change.before === null) - Number(change.after === null);
    return true;
  };
  const put = (id: string, record: RecordFields | undefined) => {
    const had = get(id) !== undefined;
    size += Number(record !== undefined) - Number(had);
    if (!whole) seen.set(id, record);
    else if (record) whole.set(id, record);
    else whole.delete(id);
  };
  const readAll = () => {
    const all = new Map<string, RecordFields>();
    for (const run of kindRuns(bytes, lists)) for (const [id, record] of run) all.set(id, record);
    for (const id of waiting.keys()) look(id, () => all.get(id));
    for (const [id, record] of seen) {
      if (record) all.set(id, record);
      else all.delete(id);
    }
    seen.clear();
    waiting.clear();
    return all;
  };
  const all = () => (whole ??= reading(readAll));
  const mentioning = (text: string) => {
    if (whole) return whole.entries();
    for (const [id, record] of reading(() => [...recordsMentioning(bytes, text, lists)])) look(id, () => record);
    for (const [id, changes] of waiting) if (changes.some(({ after }) => JSON.stringify(after).includes(text))) get(id);
    return present(seen);
  };

  return {
    get,
    set: put,
    delete: (id) => put(id, undefined),
    defer,
    mentioning,
    entries: () => all().entries(),
    keys: () => all().keys(),
    values: () => all().values(),
    get size() {
      return size;
    },
  };
}

function* present(records: ReadonlyMap<string, RecordFields | undefined>): Generator<[string, RecordFields]> {
  for (const [id, record] of records) if (record) yield [id, record];
}

/** Applies changes to a record. If the first change creates the record, doesn't read the stored one. */
function folded(changes: readonly Change[] = [], stored: () => RecordFields | undefined): RecordFields | undefined {
  const first = changes[0]?.before === null ? undefined : stored();
  return changes.reduce(fold, first);
}
