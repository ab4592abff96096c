import type { RowLocation, RowProblem } from './row-location.ts';
import type { ValueReader } from './values.ts';

/** How a field of another tool is taken. */
export interface SourceColumn {
  /** Our field; `docs.NAME` for a document; `left` for what follows from the rest and is not kept. */
  to: string;
  read: ValueReader;
  required?: true;
  /** Values that say no more than what they become. Any other also stays in `extra`. Without a list all of them are such. */
  plain?: readonly unknown[];
  /** For the documentation, where `to` does not say it all. */
  note?: string;
}

/** Field of the other tool -> how it is taken. What is not in it stays in `extra` under its own name. */
export type SourceColumns = Readonly<Record<string, SourceColumn>>;

/** How often which field became which: `labels -> tags`. */
export type Tally = Map<string, number>;

/** A row as it came in: one object of a file. */
export type Raw = Readonly<Record<string, unknown>>;

/** A row in our terms; nothing of it has been checked. */
export interface SourceRow {
  /** Under the names of our fields, as arguments or an export of ours spell them. */
  known: Record<string, unknown>;
  /** Fields of other tools: kept with the task and given back on export. */
  extra: Record<string, unknown>;
  /** What had to be spelled differently, and how. */
  warnings: string[];
}

/** A row of a file in our terms. Its references (`depends`, `parent`, `links`) are ids of the source, as its `source` is one. */
export interface TaskRow extends SourceRow {
  place: RowLocation;
  /** As it came. */
  raw: unknown;
  /** Why it cannot be taken. */
  problems: RowProblem[];
  /** What it waits for in its tool, in a word (`candidate`), where no status says so that all tools understand alike. */
  held?: string;
  /** Somebody wrote it by hand, or a tool for people to read: known by its `source` where it has no uuid. */
  byHand?: {
    /** What other rows may call it, beside its `ref`. */
    names: string[];
    /** Its table is of another tool: numbers in it are no tasks of the queue. */
    foreign: boolean;
    /** It has no id, so its words are one. */
    words?: true;
  };
}

/** What was read of what was given. */
export interface ReadRows {
  rows: TaskRow[];
  /** What was there and is not taken, a line each. */
  left: string[];
  mapped: Tally;
  /** The tool or kind of file that it is of. */
  title?: string;
  /** Texts about the whole, each for a document of the workspace. */
  documents?: { name: string; file: string; body: string }[];
  /** The rows are records of another tool: known by their `source`, which is also what their references name. */
  bySource?: true;
  /** Rows come from people or agents who may mistype a name: unknown fields in a row without a uuid are refused. */
  strict?: true;
  /** Columns of a table in our names that are none of them, each with the name that it is close to. */
  unknown?: { column: string; near: string | undefined }[];
  /**
   * Is a reference to what is neither in the file nor here one that such files have for good reasons? Then it is left out, and said;
   * else its row is bad.
   */
  mayMiss?(row: TaskRow, id: string, field: string): boolean;
}
