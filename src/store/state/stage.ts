import { addedSince, appended } from '../../base/long-list.ts';
import { FAR_AHEAD_MS, fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import { blobsNamedIn } from '../blobs/blob-names.ts';
import { KIND } from '../log/commit.ts';
import { type Change, diff, isElements, type RecordFields } from './change.ts';
import { jsonCopy } from './json-copy.ts';
import type { LiveState, StateRecord } from './state.ts';

/** What a write sees and does. Its own changes are visible to it at once, and to nobody else before they are committed. */
export interface Tx {
  /** When this commit will have been made: now, but never before the commit before. */
  readonly at: Instant;
  /** The same in milliseconds since the epoch, to reckon with; the clock itself when the log is far ahead of it: leases are not hostage to one wrong clock. */
  readonly atMs: number;
  /** The number this commit will get, which is the fence of claims granted in it. */
  readonly seq: number;
  get<K extends string>(kind: K, id: string): StateRecord<K> | undefined;
  /** In no particular order. Records put while going through them may turn up or not. */
  all<K extends string>(kind: K): Iterable<[string, StateRecord<K>]>;
  put<K extends string>(kind: K, id: string, record: StateRecord<K>): void;
  remove(kind: string, id: string): void;
  /**
   * As `remove`, for good: no undo brings it back, and the blobs that only it named are garbage. `past`: those that only its past names, which
   * go as well unless a record names them now.
   */
  purge(kind: string, id: string, past?: readonly string[]): void;
  /** The next number of a counter, from 1 on; never given twice. */
  nextId(counter: string): number;
  /** A random UUID. */
  uuid(): string;
}

export interface StageContext {
  /** Milliseconds since the epoch. */
  now: () => number;
  ids: () => string;
  rules: KindRules;
  /** Throws when a record must not be stored. `before`: what is stored of it now. */
  validate?: ((kind: string, record: RecordFields, before: RecordFields | undefined) => void) | undefined;
}

export interface Staged<T> {
  value: T;
  changes: Change[];
  at: Instant;
  /** The blobs that only purged records named; undefined when nothing was purged. */
  purged?: string[];
}

/**
 * Runs `fn` on the live state and takes everything back before it returns, so that nobody sees what is not committed:
 * all of this happens in one turn of the event loop. Returns what the function changed, by field.
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
  /** Collects the records that are purged. */
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
      set(kind, id, normalised(kind, record as RecordFields, { before, sets: context.rules[kind]?.sets ?? [] }));
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

/** The record as it will be read back: plain JSON of its own, without empty set-like fields. It shares what it has in common with the one before. */
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

/** The blobs that some of these records name and none that is left. Looks at every record, which a purge may cost. */
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
