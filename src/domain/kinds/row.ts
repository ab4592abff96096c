import type * as z from 'zod';
import type { ProcessId } from '../../base/process-id.ts';
import type { SchemaVocabulary } from '../fields/row.ts';
import type { AsStored } from '../fields/table.ts';

/** A kind of record. Validation, undo, sweeping, history and purge use these rows. */
export interface KindRow<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Description of the kind, for documentation. */
  doc: string;
  /** The schema checked before every commit. Unknown fields pass, because newer versions may write them. */
  fields: (v: SchemaVocabulary) => Shape;
  /**
   * Fields whose elements change one by one, so that two concurrent writers can each add one. An empty one is stored as
   * absent. Therefore it is optional in `fields`, unless it is never empty.
   */
  sets?: readonly string[];
  /** Growing lists, stored apart and loaded on demand when long. `all but the last` keeps the last element here. */
  apart?: Readonly<Record<string, 'all' | 'all but the last'>>;
  /** Fields that every change updates. A later change of them does not block undo, which updates them, too. */
  stamps?: readonly string[];
  /**
   * The effect of undo. `never` leaves the record unchanged. `only-remove` releases claims but never grants them again.
   * `exact` restores, but refuses if the record was changed or removed after the commit. `refused` rejects undo of a
   * commit that changed such a record, because it had effects outside the store. By default undo restores the record,
   * and a removed record stays removed.
   */
  undo?: 'never' | 'only-remove' | 'exact' | 'refused';
  /** Only a terminal may write the kind, because it contains a command to execute or grants permissions. */
  terminal?: true;
  /** Is the record archived and restored together with its task? Any other record keeps its task in the queue. */
  archived?: 'along';
  /** How long a record is kept. */
  stays: Stays<Values<Shape>>;
  /** Returns the uuid of the record's task. The task's purge and history include the record. */
  task?(record: Values<Shape>): string | undefined;
  /** Formats changes for the history. Without it, the history omits them. */
  historyText?: HistoryText<Values<Shape>>;
}

/** How the history describes changes of a record. */
export interface HistoryText<Value> {
  name(id: string): string;
  /** Describes a record by the fields of a change. @returns undefined if they are not enough */
  value?(fields: Partial<Value>): string | undefined;
  /** Show the changed fields if the described value did not change. */
  fields?: true;
}

/** The part of a kind's row that the store needs. The store also handles unknown kinds. */
export type KindRules = Readonly<Record<string, Pick<KindRow, 'sets' | 'apart' | 'stamps' | 'undo'>>>;

/** The type of a record. Lists are never modified. */
export type Values<Shape extends z.ZodRawShape> = {
  [Name in keyof z.output<z.ZodObject<Shape>>]: AsStored<z.output<z.ZodObject<Shape>>[Name]>;
};
export interface Stays<Value> {
  /** For the documentation: `30 days after its task was closed`. */
  says: string;
  /** Returns the time in epoch ms from which the record may be removed, or null while it is needed. */
  until(record: Value, look: RecordLookup): number | null;
}

/** What a retention rule can read besides the record. */
export interface RecordLookup {
  get(kind: string, id: string): unknown;
  /** Is the process alive? @returns undefined if this machine cannot check */
  alive(process: ProcessId): boolean | undefined;
}

/** For records that only a person or a command removes. */
export const FOR_GOOD: Stays<unknown> = { says: 'until it is taken away', until: () => null };

/** Declares a kind. It exists for type inference: the other properties get the type that `fields` describes. */
export function kind<Shape extends z.ZodRawShape>(row: KindRow<Shape>): KindRow<Shape> {
  return row;
}
