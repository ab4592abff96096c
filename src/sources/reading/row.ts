import type { OutsideAuthor } from '../../domain/outside.ts';
import type { RowLocation, RowProblem } from './row-location.ts';
import type { ValueReader } from './values.ts';

/** The conversion of one field of another tool. */
export interface SourceColumn {
  /** Backlog's field, or `docs.NAME` for a document, or `left` for a value that other values determine. */
  to: string;
  read: ValueReader;
  required?: true;
  /**
   * Values that Backlog's field can express exactly. Other values also stay in `extra`. Without this list, all values
   * count as exact.
   */
  plain?: readonly unknown[];
  /** A remark for the documentation, if `to` isn't enough. */
  note?: string;
}

/** Conversions by field of the other tool. Other fields stay in `extra` under their own names. */
export type SourceColumns = Readonly<Record<string, SourceColumn>>;

/** Number of conversions for each pair of fields, such as `labels -> tags`. */
export type Tally = Map<string, number>;

/** A row of the input: one object of a file. */
export type Raw = Readonly<Record<string, unknown>>;

/** A row with Backlog's field names, before validation. */
export interface SourceRow {
  /** Fields under Backlog's names, with values as in arguments or in Backlog's exports. */
  known: Record<string, unknown>;
  /** Fields of other tools. They are kept with the task and exported again. */
  extra: Record<string, unknown>;
  /** Sentences about values that were changed to match Backlog's rules. */
  warnings: string[];
}

/**
 * A row of a file with Backlog's field names. References in `depends`, `parent` and `links` are ids of the source, and
 * so is the row's own id in `source`.
 */
export interface SourceTask extends SourceRow {
  place: RowLocation;
  /** The original row. */
  raw: unknown;
  /** Messages about references to unknown tasks. They are repeated at each import while the tasks are unknown. */
  unknown?: string[];
  /** Reasons why the row can't be imported. */
  problems: RowProblem[];
  /** The tool's word for a task that isn't free in it (`candidate`), if the task's status doesn't show this. */
  held?: string;
  /** The author of the row's texts, if a service vouches for the author's association. */
  author?: OutsideAuthor;
  /**
   * Fields of `extra` with the name of a repository, and of a check. If the queue has one of this name, the import uses
   * it and takes the field out of `extra`.
   */
  wanted?: { repository?: string; checks?: string };
  /** Set if a person wrote the row, or a tool for people. Without a uuid, its `source` identifies it. */
  byHand?: {
    /** Names that other rows can use for this one, in addition to its `ref`. */
    names: string[];
    /** Set if the table comes from another tool. Numbers then don't mean tasks of the queue. */
    foreign: boolean;
    /** Set if the row has no id, so that its text identifies it. */
    words?: true;
  };
}

/** Where rows come from. All are absent for rows in the arguments of a call, and for a text. */
export interface RowOrigin {
  /** The name of the list, if the caller gave one. */
  said?: string;
  /** The absolute path of the file or folder. */
  file?: string;
  /** The path as the caller wrote it. */
  path?: string;
  /** The name of a file that the caller sent with its bytes. */
  sent?: string;
}

/** The content of a file or folder. */
export interface ReadRows {
  origin?: RowOrigin;
  /**
   * Checks whether a field of the row with this id was edited since the commit on which the file's checkout is based.
   * Set for a file in a repository.
   */
  isEdited?: ((id: string, field: string) => Promise<boolean>) | undefined;
  /** Returns the descriptions in another file of the same format. Undefined if it can't be read. Set for a file. */
  descriptionsIn?: ((file: string) => Promise<unknown[] | undefined>) | undefined;
  rows: SourceTask[];
  /** Descriptions of content that isn't imported, one per line. */
  left: string[];
  /** What to say about the file as a whole. */
  notes?: string[];
  mapped: Tally;
  /** Name of the tool or the kind of file. */
  title?: string;
  /** Texts that become documents of the workspace. */
  documents?: { name: string; file: string; body: string }[];
  /** Set if the rows are records of another tool. Their `source` identifies them, and references use the same ids. */
  bySource?: true;
  /**
   * Set if people or agents wrote the rows and can mistype a name. The import then refuses unknown fields of a row
   * without a uuid.
   */
  strict?: true;
  /** Unknown columns of a table with Backlog's column names, each with the nearest known name. */
  unknown?: { column: string; near: string | undefined }[];
  /** Set if the file has only open tasks: a task without a line can be done in its tool. */
  onlyOpen?: true;
  /** Set if a reference to an unknown task is normal, also in the arguments of a call: exports can be filtered. */
  mayMiss?: true;
}
