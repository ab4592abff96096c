import type { Instant } from '../../domain/instant.ts';
import type { Kinds } from '../../domain/records.ts';
import type { LogLine } from '../log/log-reader.ts';
import { type Change, fold, type RecordFields } from './change.ts';

/** The shape of a kind's records; kinds that this version does not know are plain fields. */
export type StateRecord<K extends string> = K extends keyof Kinds ? Kinds[K] : RecordFields;

/** What the commits up to `seq` add up to. Records are never changed in place: a change replaces them. */
export interface State {
  /** Number of the last commit; 0 for an empty store. */
  readonly seq: number;
  /** When the last commit was made. */
  readonly at: Instant;
  get<K extends string>(kind: K, id: string): StateRecord<K> | undefined;
  /** In no particular order. */
  all<K extends string>(kind: K): Iterable<[string, StateRecord<K>]>;
  /**
   * At least the records that have a text in their JSON, as `JSON.stringify` writes it, perhaps more: a store that reads lazily
   * searches its files and reads only those. What is in a long list (`apart` of a kind) is not searched.
   */
  mentioning<K extends string>(kind: K, text: string): Iterable<[string, StateRecord<K>]>;
  /** How many records of the kind there are. */
  size(kind: string): number;
  /** The kinds of which there are records. */
  kinds(): string[];
}

/**
 * What is derived from the records, so that nobody has to go through all of them. It must be a function of the records alone: a
 * transaction sees what it has tried, so an index is told of that too, and of its being taken back before anybody else looks.
 * Whoever wants to know what was committed follows the commits ({@link Store.follow}).
 */
export interface Index {
  /** Everything may be different: called when the index is added, and when a store appears. */
  reset(state: State): void;
  /** One record is another one now. */
  apply(kind: string, id: string, before: RecordFields | undefined, after: RecordFields | undefined): void;
}

/** All records of one kind by id. A Map is one. */
export interface Records {
  readonly size: number;
  get(id: string): RecordFields | undefined;
  set(id: string, record: RecordFields): unknown;
  delete(id: string): unknown;
  entries(): Iterable<[string, RecordFields]>;
  keys(): Iterable<string>;
  /** As {@link State.mentioning}; all records where it is left out. */
  mentioning?(text: string): Iterable<[string, RecordFields]>;
  /** Keeps a change to be folded when the record is asked for; false when it has been already. */
  defer?(change: Change): boolean;
}

/** The state up to a commit, as its checkpoint holds it. */
export interface StateSnapshot {
  seq: number;
  /** `sum` of that commit. */
  head: string;
  at: Instant;
  kinds: Map<string, Records>;
}

/** The state as the store itself handles it. */
export interface LiveState extends State {
  seq: number;
  at: Instant;
  /** `sum` of the last commit; the id of the store before the first. */
  head: string;
  /** Number of the newest checkpoint that is known to be sound: other processes begin to read there. */
  base: number;
  /** Sums of the commits that were read, by number, from there on. */
  readonly sums: Map<number, string>;
  /** Tags of their files, as far as they are known, when they were found to be sound. */
  readonly tags: Map<number, string>;
  /** Give the commits that were read without working out their sums, nor whether each follows the one before it. */
  readonly unverified: (() => readonly LogLine[])[];
  /** Has a commit been seen that is, or follows, the one the state was loaded at? */
  verified: boolean;
  /** Changes of records taken in since the state was loaded: how much there was to fold. */
  folded: number;
  /** Puts a record in place, or takes it away. */
  set(kind: string, id: string, record: RecordFields | undefined): void;
  /** Takes a change into a record, at once or, when nobody is there to be told, when it is asked for. */
  change(change: Change): void;
  /** Begins anew from a snapshot, without telling the indexes. */
  load(snapshot: StateSnapshot, verified: boolean): void;
  records(kind: string): Records;
  holds(kind: string): boolean;
  index(index: Index): void;
  /** Tells the indexes that everything may be different. */
  announce(): void;
}

/** `only` limits the state to some kinds: reading another one is a mistake of the program, and throws. */
export function createState(only?: readonly string[]): LiveState {
  const byKind = new Map<string, Records>();
  const indexes: Index[] = [];
  const holds = (kind: string) => only === undefined || only.includes(kind);
  const records = (kind: string): Records => {
    if (!holds(kind)) throw new Error(`records of kind ${kind} were not loaded (kinds: ${only?.join(', ')})`);
    return byKind.get(kind) ?? NONE;
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
    get: <K extends string>(kind: K, id: string) => records(kind).get(id) as StateRecord<K> | undefined,
    all: <K extends string>(kind: K) => records(kind).entries() as Iterable<[string, StateRecord<K>]>,
    mentioning: <K extends string>(kind: K, text: string) => {
      const ofKind = records(kind);
      return (ofKind.mentioning?.(text) ?? ofKind.entries()) as Iterable<[string, StateRecord<K>]>;
    },
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
      const ofKind: Records = byKind.get(kind) ?? new Map<string, RecordFields>();
      if (!byKind.has(kind)) byKind.set(kind, ofKind);
      const before = ofKind.get(id);
      if (before === record) return;
      if (record === undefined) ofKind.delete(id);
      else ofKind.set(id, record);
      for (const index of indexes) index.apply(kind, id, before, record);
    },
    change(change) {
      const ofKind = records(change.kind);
      if (indexes.length === 0 && ofKind.defer?.(change)) return;
      state.set(change.kind, change.id, fold(ofKind.get(change.id), change));
    },
    index(index) {
      indexes.push(index);
      index.reset(state);
    },
    announce() {
      for (const index of indexes) index.reset(state);
    },
  };
  return state;
}

/** When the empty store was "committed". */
export const BEFORE_ALL: Instant = '1970-01-01T00:00:00Z';

const NONE: Records = new Map();
