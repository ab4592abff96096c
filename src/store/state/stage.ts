import { addedSince, appended } from '../../base/long-list.ts';
import { FAR_AHEAD_MS, fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import { blobsNamedIn } from '../blobs/blobs.ts';
import { KIND } from '../log/commit.ts';
import { type Change, diff, isElements, type RecordFields } from './change.ts';
import type { LiveState, StateRecord } from './state.ts';

/** A write's view of the queue. The write itself sees its changes at once; others see them after the commit. */
export interface Tx {
  /** Time of this commit: the current time, but never before the previous commit. */
  readonly at: Instant;
  /**
   * Time of this commit in milliseconds since the epoch, for calculations. If the log is far ahead of the clock, it is
   * the clock's time, so that a wrong clock of another machine doesn't affect leases.
   */
  readonly atMs: number;
  /** Number of this commit. It is also the fence of claims granted in this commit. */
  readonly seq: number;
  get<K extends string>(kind: K, id: string): StateRecord<K> | undefined;
  /** Iterates over the records of a kind, in no particular order. Those added meanwhile may be omitted. */
  all<K extends string>(kind: K): Iterable<[string, StateRecord<K>]>;
  put<K extends string>(kind: K, id: string, record: StateRecord<K>): void;
  remove(kind: string, id: string): void;
  /**
   * Removes a record permanently: undo can't restore it, and blobs that only this record referenced become garbage.
   * `past` has the blobs that only the record's history references. They become garbage, too, unless a record
   * references them now.
   */
  purge(kind: string, id: string, past?: readonly string[]): void;
  /** Returns the next number of a counter, starting with 1. Each number is returned only once. */
  nextId(counter: string): number;
  uuid(): string;
}

/** A transaction that is only read. */
export type TxView = Pick<Tx, 'get' | 'all' | 'at' | 'atMs' | 'seq'>;

export interface StageContext {
  /** Returns the current time, in milliseconds since the epoch. */
  now: () => number;
  ids: () => string;
  rules: KindRules;
  /** Throws for an invalid record. `before` is the stored version. */
  validate?: ((kind: string, record: RecordFields, before: RecordFields | undefined) => void) | undefined;
}

export interface Staged<T> {
  value: T;
  changes: Change[];
  at: Instant;
  /** Blobs that only purged records referenced. Undefined if nothing was purged. */
  purged?: string[];
}

/**
 * Runs `fn` on the live state, and reverts its changes before returning, so that no other code sees uncommitted
 * changes. Meanwhile, the process does no other work.
 * @returns the changes by field
 */
export function stage<T>(state: LiveState, context: StageContext, fn: (tx: Tx) => T): Staged<T> {
  const touched = new Map<string, { kind: string; id: string; before: RecordFields | undefined }>();
  const set = (kind: string, id: string, record: RecordFields | undefined) => {
    const key = `${kind}/${id}`;
    if (!touched.has(key)) touched.set(key, { kind, id, before: state.records(kind).get(id) });
    state.set(kind, id, record);
  };
  try {
    const purged: RecordFields[] = [];
    const tx = createTx(state, context, { set, purged });
    const value = fn(tx);
    if (value instanceof Promise) throw new TypeError('the function of a write must not be asynchronous');
    const staged = { value, changes: netChanges(state, context, touched.values()), at: tx.at };
    return purged.length > 0 ? { ...staged, purged: onlyNamedBy(purged, state) } : staged;
  } finally {
    for (const { kind, id, before } of [...touched.values()].reverse()) state.set(kind, id, before);
  }
}

interface Effects {
  set(kind: string, id: string, record: RecordFields | undefined): void;
  /** Collects the purged records. */
  purged: RecordFields[];
}

function createTx(state: LiveState, context: StageContext, { set, purged }: Effects): Tx {
  const now = context.now();
  const last = fromInstant(state.at);
  const at = toInstant(Math.max(now, last));
  return {
    at,
    atMs: last > now + FAR_AHEAD_MS ? now : Math.max(now, last),
    seq: state.seq + 1,
    get: state.get,
    all: state.all,
    put(kind, id, record) {
      const before = state.records(kind).get(id);
      set(kind, id, normalised(kind, record, { before, sets: context.rules[kind]?.sets ?? [] }));
    },
    remove: (kind, id) => set(kind, id, undefined),
    purge(kind, id, past = []) {
      const record = state.records(kind).get(id);
      if (record) purged.push({ ...record, past });
      set(kind, id, undefined);
    },
    nextId(counter) {
      const last = (state.get('counter', counter)?.last ?? 0) + 1;
      set('counter', counter, { last });
      return last;
    },
    uuid: context.ids,
  };
}

/**
 * Returns the record as a reader will parse it: a JSON copy, without empty sets. The copy shares unchanged values with
 * the previous version.
 */
function normalised(
  kind: string,
  record: RecordFields,
  { before, sets }: { before: RecordFields | undefined; sets: readonly string[] },
): RecordFields {
  if (!KIND.test(kind)) throw new TypeError(`bad kind of record: ${kind}`);
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(record)) {
    if (isElements(field) || field === '__proto__') throw new TypeError(`a field cannot be called ${field}`);
    const value = copyOf(record[field], before?.[field]);
    if (value !== undefined) copy[field] = value;
  }
  for (const field of sets) {
    const elements = copy[field];
    if (Array.isArray(elements) && elements.length === 0) delete copy[field];
  }
  return copy;
}

function copyOf(value: unknown, before: unknown): unknown {
  if (value === before) return value;
  const added = Array.isArray(value) && Array.isArray(before) ? addedSince(value, before) : undefined;
  return added ? appended(before as unknown[], jsonCopy(added) as unknown[]) : jsonCopy(value);
}

/** Returns the blobs that only these records reference. It is slow, because it reads every record. */
function onlyNamedBy(purged: readonly RecordFields[], state: LiveState): string[] {
  const names = new Set(purged.flatMap((record) => blobsNamedIn(JSON.stringify(record))));
  for (const kind of names.size > 0 ? state.kinds() : [])
    for (const [, record] of state.records(kind).entries())
      for (const name of blobsNamedIn(JSON.stringify(record))) names.delete(name);
  return [...names];
}

function netChanges(
  state: LiveState,
  context: StageContext,
  touched: Iterable<{ kind: string; id: string; before: RecordFields | undefined }>,
): Change[] {
  const changes: Change[] = [];
  for (const { kind, id, before } of touched) {
    const after = state.records(kind).get(id);
    const change = diff(before, after, context.rules[kind]?.sets ?? []);
    if (!change) continue;
    if (after) context.validate?.(kind, after, before);
    changes.push({ kind, id, ...change });
  }
  return changes;
}

/**
 * Copies a value like `JSON.parse(JSON.stringify(value))`, but in a third of the time for plain values. The copy shares
 * nothing with the original.
 * @returns undefined if JSON can't represent the value
 */
export function jsonCopy(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value) && !('toJSON' in value)) return elementsOf(value);
  return isPlain(value) ? fieldsOf(value) : slowly(value);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('toJSON' in value) &&
    !Object.hasOwn(value, '__proto__')
  );
}

function elementsOf(value: readonly unknown[]): unknown[] {
  // A list that grows by `push` has room for 16 elements more, and the queue keeps it.
  const copy = value.slice();
  for (let i = 0; i < copy.length; i++) copy[i] = jsonCopy(value[i]) ?? null;
  return copy;
}

function fieldsOf(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(value)) {
    const inner = jsonCopy(value[field]);
    if (inner !== undefined) copy[field] = inner;
  }
  return copy;
}

function slowly(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}
