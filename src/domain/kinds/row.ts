import type * as z from 'zod';
import type { ProcessId } from '../../base/process-id.ts';
import type { SchemaVocabulary } from '../fields/row.ts';

/** A kind of record. Validation, undo, sweeping, history and purge read these rows. */
export interface KindRow<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** What a record of it is. */
  doc: string;
  /** What is checked before every commit. Further fields pass: they belong to newer versions. */
  fields: (v: SchemaVocabulary) => Shape;
  /**
   * Fields whose elements change one by one, so that two writers can both add one. An empty one is stored as absent, so it is
   * optional in `fields` unless it never is empty.
   */
  sets?: readonly string[];
  /**
   * Lists that grow without end and that few ask for: long ones are kept apart from their record and read when they are asked for, `all but
   * the last` with their last element at hand.
   */
  apart?: Readonly<Record<string, 'all' | 'all but the last'>>;
  /** Fields that follow every change: a later one does not stand in the way of undo, which brings them up to date. */
  stamps?: readonly string[];
  /**
   * What undo does: `never` leaves it alone, `only-remove` gives back but does not grant again, `exact` restores, unless the record is
   * not as the commit left it or gone, `refused` takes back no commit that changed one: it had effects outside the store. Without it, it
   * restores, and what is gone already stays gone.
   */
  undo?: 'never' | 'only-remove' | 'exact' | 'refused';
  /** Only a terminal writes it: what it says is executed, or decides who may do what. */
  terminal?: true;
  /** Does it leave the queue with its task when that is archived, and come back with it? Any other record keeps its task in the queue. */
  archived?: 'along';
  /** How long a record stays. */
  stays: Stays<Values<Shape>>;
  /** uuid of the task that it belongs to: it is purged with it, and its changes are in the history of that task. */
  task?(record: Values<Shape>): string | undefined;
  /** The words of its changes in history; without them, history leaves the changes out. */
  historyText?: HistoryText<Values<Shape>>;
}

/** How history puts a record's changes into words. */
export interface HistoryText<Value> {
  name(id: string): string;
  /** What it says, by the fields of a change, which may be some of all; undefined when these do not say it. */
  value?(fields: Partial<Value>): string | undefined;
  /** Show the changed fields where the value itself did not change. */
  fields?: true;
}

/** What the store itself must know of kinds; it folds whatever it finds. */
export type KindRules = Readonly<Record<string, Pick<KindRow, 'sets' | 'apart' | 'stamps' | 'undo'>>>;

/** The fields of a record; lists are never changed in place. */
export type Values<Shape extends z.ZodRawShape> = {
  [Name in keyof z.output<z.ZodObject<Shape>>]: AsStored<z.output<z.ZodObject<Shape>>[Name]>;
};
type AsStored<Value> = Value extends (infer Element)[] ? readonly Element[] : Value;

export interface Stays<Value> {
  /** For the documentation: `30 days after its task was closed`. */
  says: string;
  /** Milliseconds since the epoch from which on it may go; null while it is needed. */
  until(record: Value, look: RecordLookup): number | null;
}

/** What a rule may look at beside the record. */
export interface RecordLookup {
  get(kind: string, id: string): unknown;
  /** Is that process alive? undefined: cannot be told from here. */
  alive(process: ProcessId): boolean | undefined;
}

/** For what only a person or a command takes away. */
export const FOR_GOOD: Stays<unknown> = { says: 'until it is taken away', until: () => null };

/** Declares a kind; exists for its type inference: what the rules get is what `fields` describes. */
export function kind<Shape extends z.ZodRawShape>(row: KindRow<Shape>): KindRow<Shape> {
  return row;
}
