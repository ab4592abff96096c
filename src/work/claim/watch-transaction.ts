import type { Tx, TxView } from '../../store/index.ts';

/** A transaction whose changes are noticed, and the records as they were before it. */
export interface Watched {
  tx: Tx;
  /** The transaction without the changes that were noticed so far. It only reads. */
  before: TxView;
  /** The changed records. A record can be as it was before. */
  changed(): Iterable<Earlier>;
}

interface Earlier {
  kind: string;
  id: string;
  /** The record before the transaction; undefined if there was none. */
  record: unknown;
}

/** The changed records as they were, by kind and id. */
type Noticed = Map<string, Map<string, Earlier>>;

/**
 * Watches a transaction. The code whose changes count must use the returned one.
 * @param changes the records that the transaction has already changed, as they were
 */
export function watchTransaction(tx: Tx, changes: readonly Earlier[] = []): Watched {
  const records: Noticed = new Map();
  const add = (one: Earlier) => {
    const ofKind = records.get(one.kind) ?? new Map<string, Earlier>();
    records.set(one.kind, ofKind.set(one.id, one));
  };
  changes.forEach(add);
  const notice = (kind: string, id: string) => {
    if (!records.get(kind)?.has(id)) add({ kind, id, record: tx.get<string>(kind, id) });
  };
  const watched: Tx = Object.create(tx, {
    put: {
      value: (...put: Parameters<Tx['put']>) => {
        notice(put[0], put[1]);
        tx.put(...put);
      },
    },
    remove: {
      value: (kind: string, id: string) => {
        notice(kind, id);
        tx.remove(kind, id);
      },
    },
    purge: {
      value: (...purged: Parameters<Tx['purge']>) => {
        notice(purged[0], purged[1]);
        tx.purge(...purged);
      },
    },
  });
  return {
    tx: watched,
    before: asBefore(tx, records),
    changed: () => Array.from(records.values()).flatMap((of) => [...of.values()]),
  };
}

/** Makes the changed records as they were. */
export function restoreRecords(tx: Tx, { changed }: Watched): void {
  for (const { kind, id, record } of changed()) {
    if (record === undefined) tx.remove(kind, id);
    else tx.put<string>(kind, id, record as Readonly<Record<string, unknown>>);
  }
}

/** Returns the transaction with the given records as they were, which may be missing. */
function asBefore(tx: Tx, records: Noticed): Watched['before'] {
  const get = (kind: string, id: string) => {
    const noticed = records.get(kind)?.get(id);
    return noticed ? noticed.record : tx.get<string>(kind, id);
  };
  function all(kind: string) {
    const noticed = records.get(kind);
    return noticed ? withEarlier(tx.all<string>(kind), noticed) : tx.all<string>(kind);
  }
  return Object.create(tx, { get: { value: get }, all: { value: all } });
}

function* withEarlier(present: Iterable<[string, unknown]>, noticed: ReadonlyMap<string, Earlier>) {
  for (const entry of present) if (!noticed.has(entry[0])) yield entry;
  for (const { id, record } of noticed.values()) if (record !== undefined) yield [id, record];
}
