import type { RowLocation, RowProblem } from './row-location.ts';
import type { ValueReader } from './values.ts';

/** Conversion of a field of another tool. */
export interface SourceColumn {
  /** Backlog's field, `docs.NAME` for a document, or `left` for a value that can be derived and isn't kept. */
  to: string;
  read: ValueReader;
  required?: true;
  /**
   * Values that Backlog's field expresses exactly. Other values also stay in `extra`. Without a list, all values count
   * as exact.
   */
  plain?: readonly unknown[];
  /** For the documentation, if `to` is not enough. */
  note?: string;
}

/** Field of the other tool → its conversion. Other fields stay in `extra` under their own names. */
export type SourceColumns = Readonly<Record<string, SourceColumn>>;

/** Number of conversions per pair of fields: `labels -> tags`. */
export type Tally = Map<string, number>;

/** A row of the input: one object of a file. */
export type Raw = Readonly<Record<string, unknown>>;

/** A row with Backlog's field names, not yet validated. */
export interface SourceRow {
  /** Fields under Backlog's names, spelled as in arguments or in Backlog's exports. */
  known: Record<string, unknown>;
  /** Fields of other tools. They are kept with the task and exported again. */
  extra: Record<string, unknown>;
  /** Values that were respelled, one sentence each. */
  warnings: string[];
}

/**
 * A row of a file with Backlog's field names. References in `depends`, `parent` and `links` are ids of the source, like
 * `source` itself.
 */
export interface TaskRow extends SourceRow {
  place: RowLocation;
  /** The original row. */
  raw: unknown;
  /** Reasons why the row can't be imported. */
  problems: RowProblem[];
  /** Why the task is not available in its own tool, in one word (`candidate`), if its status doesn't tell. */
  held?: string;
  /**
   * Set if a person wrote the row, or a tool wrote it for people. Without a uuid, such a row is identified by its
   * `source`.
   */
  byHand?: {
    /** Names by which other rows may refer to this one, in addition to its `ref`. */
    names: string[];
    /** Set if the table is from another tool. Then numbers don't refer to tasks of the queue. */
    foreign: boolean;
    /** Set if the row has no id and is identified by its text. */
    words?: true;
  };
}

/** The content of a file or folder. */
export interface ReadRows {
  rows: TaskRow[];
  /** Content that is not imported, one line each. */
  left: string[];
  mapped: Tally;
  /** Name of the tool or the kind of file. */
  title?: string;
  /** Texts that become documents of the workspace. */
  documents?: { name: string; file: string; body: string }[];
  /**
   * Set if the rows are records of another tool. They are identified by their `source`, and references use the same
   * ids.
   */
  bySource?: true;
  /**
   * Set if people or agents wrote the rows and may mistype a name. Unknown fields of a row without a uuid are then
   * refused.
   */
  strict?: true;
  /** Unknown columns of a table with Backlog's column names, each with the nearest known name. */
  unknown?: { column: string; near: string | undefined }[];
  /**
   * Tells whether a reference to an unknown task is normal for this format. Then the import leaves the reference out
   * and reports it; otherwise the row is invalid.
   */
  mayMiss?(row: TaskRow, id: string, field: string): boolean;
}
