import type * as z from 'zod';
import { DAY_MS } from '../../base/day.ts';
import type { ProcessId } from '../../base/process-id.ts';
import type { SchemaVocabulary } from '../fields/row.ts';
import type { AsStored } from '../fields/table.ts';
import { fromInstant, type Instant } from '../instant.ts';
import { isOver, type RunState } from '../runs/run-states.ts';
import type { OpenSession } from '../session-processes.ts';

/** A kind of record. Validation, undo, clean-up, history and purge use these rows. */
export interface KindRow<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Description of the kind, for documentation. */
  doc: string;
  /** The schema for checking records before commits. It accepts the unknown fields of newer versions. */
  fields: (v: SchemaVocabulary) => Shape;
  /**
   * Fields whose elements change one by one, so that two concurrent writers can each add one. Since an empty list is
   * stored as an absent field, such a field is optional in `fields` unless it is never empty.
   */
  sets?: readonly string[];
  /**
   * Growing lists. Long ones are stored separately and loaded on demand. `all but the last` keeps the last element in
   * the record.
   */
  apart?: Readonly<Record<string, 'all' | 'all but the last'>>;
  /** Fields that every change sets. Undo sets them, too, so their later changes do not block undo. */
  stamps?: readonly string[];
  /**
   * Fields that only Backlog keeps, such as digests of a source. Undo skips a commit that changed nothing else, and
   * their later changes do not block undo.
   */
  bookkeeping?: readonly string[];
  /**
   * The effect of undo on a record. By default, undo restores the record, and a removed record stays removed.
   * - `never` leaves the record unchanged.
   * - `only-remove` releases claims but never grants them again.
   * - `only-restore` brings a removed record back, and leaves others unchanged.
   * - `only-fields` restores fields of a record that still exists, and neither makes nor removes records.
   * - `exact` restores the record, but refuses if it was changed or removed after the commit.
   * - `refused` refuses to undo a commit that changed such a record, because the commit had effects outside the store.
   */
  undo?: 'never' | 'only-remove' | 'only-restore' | 'only-fields' | 'exact' | 'refused';
  /** Checks, by the changed fields, whether a change can be undone although `undo` is `refused`. */
  undoable?(after: Partial<Values<Shape>>, before: Partial<Values<Shape>>): boolean;
  /** Set if only a person's own command changes the record. With `never`, undo refuses such a change and doesn't skip it. */
  byHand?: true;
  /**
   * Describes, by the fields that a change set, how a person takes back a change that undo refuses.
   * @returns undefined if the record has no other way
   */
  insteadOfUndo?(id: string, fields: Partial<Values<Shape>>): string | undefined;
  /** Fields that no output shows, such as the hash of a token. Only the log, the state and backups have them. */
  hidden?: readonly string[];
  /** Set if only a person at a terminal may write this kind: it contains a command or grants permissions. */
  terminal?: true;
  /**
   * Set if the record is archived and restored with its task. Any other record keeps its task in the queue, except while
   * {@link staysBehind} is true.
   */
  archived?: 'along';
  /** Checks whether the record may stay in the queue when its task is archived. */
  staysBehind?(record: Values<Shape>, look: Pick<RecordLookup, 'run'>): boolean;
  /** The rule for how long Backlog keeps a record. Without it, only a person or a command removes the record. */
  stays?: Stays<Values<Shape>>;
  /**
   * Returns the uuid of the task to which the record belongs. Purging the task includes the record, and the task's
   * history shows it.
   */
  task?(record: Values<Shape>): string | undefined;
  /** Formats changes for the history. Without it, the history omits changes of this kind. */
  historyText?: HistoryText<Values<Shape>>;
}

/** How the history describes changes of a record. */
export interface HistoryText<Value> {
  name(id: string): string;
  /**
   * Describes a record by the fields that a change contains.
   * @returns undefined if these fields are not enough
   */
  value?(fields: Partial<Value>): string | undefined;
  /** Set if the history shows the changed fields when the description did not change. */
  fields?: true;
}

/** The part of a kind's row that the store needs. The store accepts kinds without a row. */
export type KindRules = Readonly<
  Record<
    string,
    Pick<KindRow, 'sets' | 'apart' | 'stamps' | 'bookkeeping' | 'undo' | 'undoable' | 'byHand' | 'insteadOfUndo'> & {
      doc?: string;
    }
  >
>;

/** The type of a record. Its lists are never modified. */
export type Values<Shape extends z.ZodRawShape> = {
  [Name in keyof z.output<z.ZodObject<Shape>>]: AsStored<z.output<z.ZodObject<Shape>>[Name]>;
};
export interface Stays<Value> {
  /** The rule in words for the documentation: `30 days after its task was closed`. */
  says: string;
  /**
   * Returns the time in epoch ms from which the record may be removed. Returns null while the record is needed. A
   * process that runs makes it later, never earlier.
   */
  until(record: Value, look: RecordLookup): number | null;
}

/** Data that a retention rule can read besides the record. */
export interface RecordLookup {
  run(id: string): { state: RunState; since: Instant } | undefined;
  session(id: string): OpenSession | undefined;
  task(uuid: string): { status: string; end?: Instant | undefined } | undefined;
  /**
   * Checks whether a process runs.
   * @returns undefined if this machine cannot check that
   */
  alive(process: ProcessId): boolean | undefined;
}

/** Matches the names that people give documents, webhooks and sources. */
export const GIVEN_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** The rule for records of a run. A record without a run is kept. */
export const AFTER_RUN: Stays<{ run?: string | undefined }> = {
  says: '30 days after the end of its run',
  until({ run: id }, look) {
    if (id === undefined) return null;
    const run = look.run(id);
    if (!run) return 0;
    return isOver(run.state) ? fromInstant(run.since) + AFTER_RUN_MS : null;
  },
};
const AFTER_RUN_MS = 30 * DAY_MS;

/** Checks whether the run of a record is finished, so that the record may stay when the task is archived. */
export function isRunOver({ run: id }: { run?: string | undefined }, look: Pick<RecordLookup, 'run'>): boolean {
  const run = id === undefined ? undefined : look.run(id);
  return run !== undefined && isOver(run.state);
}

/** Declares a kind. It helps type inference: the functions of the row get the type that `fields` describes. */
export function kind<Shape extends z.ZodRawShape>(row: KindRow<Shape>): KindRow<Shape> {
  return row;
}
