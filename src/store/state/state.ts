import type { Instant } from '../../domain/instant.ts';
import type { Kinds } from '../../domain/records.ts';
import type { Commit } from '../log/commit.ts';
import type { LogLine } from '../log/log-reader.ts';
import { type Change, fold, type RecordFields } from './change.ts';

/** The type of a kind's records. For an unknown kind, it is plain fields. */
export type StateRecord<K extends string> = K extends keyof Kinds ? Kinds[K] : RecordFields;

/** A record to store, by its kind: whoever asks for the kind knows the type of the record. */
export type PutRecord = { [K in keyof Kinds]: [kind: K, id: string, record: Kinds[K]] }[keyof Kinds];

/** A changed record, with the type of its kind. For an unknown kind, it is plain fields. */
export type AppliedChange<K extends string = keyof Kinds> = K extends string
  ? [kind: K, id: string, before: StateRecord<K> | undefined, after: StateRecord<K> | undefined]
  : never;

/** The result of the commits up to `seq`. Records are never modified; a change replaces them. */
export interface State {
  /** Number of the last commit; 0 for an empty store. */
  readonly seq: number;
  /** Time of the last commit. */
  readonly at: Instant;
  get<K extends string>(kind: K, id: string): StateRecord<K> | undefined;
  /** Iterates over the records of a kind, in no particular order. */
  all<K extends string>(kind: K): Iterable<[string, StateRecord<K>]>;
  /** Iterates over the records of a kind without their ids, which is faster. */
  values<K extends string>(kind: K): Iterable<StateRecord<K>>;
  /**
   * Returns the records whose JSON contains a text in the format of `JSON.stringify`, and maybe others. A lazy store
   * searches its files and parses only matches. Other stores may return all records. It doesn't search long lists
   * (`apart` of a kind).
   */
  mentioning<K extends string>(kind: K, text: string): Iterable<[string, StateRecord<K>]>;
  size(kind: string): number;
  /** Returns the kinds that have records. */
  kinds(): string[];
}

/**
 * Data derived from the records, so that a query needn't iterate over all of them. An index must depend on the records
 * only: it gets the changes of a transaction, and their reversal if the transaction fails. An index doesn't receive
 * commits; use {@link Store.follow} for these.
 */
export interface Index {
  /** Called when any record may have changed: after adding the index, and after another process created the store. */
  reset(state: State): void;
  /** Called when one record changed. */
  apply(...change: AppliedChange): void;
}

/** All records of one kind by id, for example a Map. */
export interface Records<Of = RecordFields> {
  readonly size: number;
  get(id: string): Of | undefined;
  set(id: string, record: Of): unknown;
  delete(id: string): unknown;
  entries(): Iterable<[string, Of]>;
  keys(): Iterable<string>;
  values(): Iterable<Of>;
  /** Finds records like {@link State.mentioning}. Without this method, all records are searched. */
  mentioning?(text: string): Iterable<[string, Of]>;
  /** Stores a change until the record is read. Returns false if the record has been read already. */
  defer?(change: Change): boolean;
}

/** The state after a commit, as stored in a checkpoint. */
export interface StateSnapshot {
  seq: number;
  /** `sum` of the commit after which the snapshot was taken. */
  head: string;
  at: Instant;
  kinds: Map<string, Records>;
}

/** The state with the operations that the store uses internally. */
export interface LiveState extends State {
  seq: number;
  at: Instant;
  /** `sum` of the last commit. In an empty store, the store's id. */
  head: string;
  /** Number of the newest checkpoint known to be intact. Other processes start to read after it. */
  base: number;
  /** Hashes of the commits after the checkpoint `base` that were read, by number. */
  readonly sums: Map<number, string>;
  /** Tags of these commits' files at their last check, as far as known. */
  readonly tags: Map<number, string>;
  /** Functions that return commits whose hashes and order weren't checked when they were read. */
  readonly unverified: (() => readonly LogLine[])[];
  /** True after the process has read a commit that matches or follows the last commit of the loaded checkpoint. */
  verified: boolean;
  /** Number of record changes applied since the state was loaded. */
  folded: number;
  set(kind: string, id: string, record: RecordFields | undefined): void;
  /** Applies a change to a record. Without indexes, the change may be stored until the record is read. */
  change(change: Change): void;
  /** Replaces the state by a snapshot. Doesn't notify the indexes. */
  load(snapshot: StateSnapshot, verified: boolean): void;
  records(kind: string): Records;
  holds(kind: string): boolean;
  index(index: Index): void;
  /** Notifies the indexes that any record may have changed. */
  announce(): void;
  /**
   * Adds a listener for commits, which gets each one after its changes. Lazy states skip some commits.
   * @returns a function that removes the listener
   */
  onCommit(listener: (commit: Commit) => void): () => void;
  /** Notifies the listeners that the changes of a commit were applied. */
  committed(commit: Commit): void;
}

/** Creates an empty state. `only` limits it to some kinds; reading another kind then throws. */
export function createState(only?: readonly string[]): LiveState {
  const byKind = new Map<string, Records>();
  const indexes: Index[] = [];
  const listeners = new Set<(commit: Commit) => void>();
  const holds = (kind: string) => only === undefined || only.includes(kind);
  const records = (kind: string): Records => {
    if (!holds(kind)) throw new Error(`records of kind ${kind} were not loaded (kinds: ${only?.join(', ')})`);
    return byKind.get(kind) ?? NONE;
  };
  // Here, and in `told`, a record gets the type of its kind: a commit is checked by the schemas when it is written, and
  // by its hash when it is read. Checking again would take longer than reading (docs/contribute/decisions/store.md).
  const ofKind = <K extends string>(kind: K) => records(kind) as Records<StateRecord<K>>;
  const told = <K extends keyof Kinds>(...change: [K, string, RecordFields | undefined, RecordFields | undefined]) => {
    for (const index of indexes) index.apply(...(change as AppliedChange<K>));
  };

  const state: LiveState = {
    seq: 0,
    at: BEFORE_ALL,
    head: '',
    base: 0,
    sums: new Map(),
    tags: new Map(),
    unverified: [],
    verified: false,
    folded: 0,
    get: (kind, id) => ofKind(kind).get(id),
    all: (kind) => ofKind(kind).entries(),
    values: (kind) => ofKind(kind).values(),
    mentioning: (kind, text) => ofKind(kind).mentioning?.(text) ?? ofKind(kind).entries(),
    size: (kind) => records(kind).size,
    kinds: () => [...byKind.keys()].filter((kind) => records(kind).size > 0),
    records,
    holds,
    load(snapshot, verified) {
      const { seq, head, at } = snapshot;
      Object.assign(state, { seq, head, at, verified, base: seq, folded: 0 });
      state.sums.clear();
      state.tags.clear();
      state.unverified.length = 0;
      byKind.clear();
      for (const [kind, loaded] of snapshot.kinds) byKind.set(kind, loaded);
    },
    set(kind, id, record) {
      const stored: Records = byKind.get(kind) ?? new Map<string, RecordFields>();
      if (!byKind.has(kind)) byKind.set(kind, stored);
      const before = stored.get(id);
      if (before === record) return;
      if (record === undefined) stored.delete(id);
      else stored.set(id, record);
      // A newer version's kind is none of these, and no index asks for it.
      told(kind as keyof Kinds, id, before, record);
    },
    change(change) {
      const stored = records(change.kind);
      if (indexes.length === 0 && stored.defer?.(change)) return;
      state.set(change.kind, change.id, fold(stored.get(change.id), change));
    },
    index(index) {
      indexes.push(index);
      index.reset(state);
    },
    announce() {
      for (const index of indexes) index.reset(state);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    committed(commit) {
      for (const listener of listeners) listener(commit);
    },
  };
  return state;
}

/** Time of the empty store. */
export const BEFORE_ALL: Instant = '1970-01-01T00:00:00Z';

const NONE: Records = new Map();
