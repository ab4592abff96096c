import type { SourceRow } from '../source.ts';
import type { Tally } from './columns.ts';
import type { Place, Problem } from './place.ts';

/** A row of a file in our terms. Its references (`depends`, `parent`, `links`) are ids of the source, as its `source` is one. */
export interface Row extends SourceRow {
  place: Place;
  /** As it came. */
  raw: unknown;
  /** Why it cannot be taken. */
  problems: Problem[];
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
export interface Reading {
  rows: Row[];
  /** What was there and is not taken, a line each. */
  left: string[];
  mapped: Tally;
  /** The tool or kind of file that it is of. */
  title?: string;
  /** Texts about the whole, each for a document of the workspace. */
  documents?: { name: string; file: string; body: string }[];
  /** The rows are records of another tool: known by their `source`, which is also what their references name. */
  bySource?: true;
  /** Rows come from people or agents who may mistype a name: a row without a uuid has no fields that nobody knows. */
  strict?: true;
  /** Columns of a table in our names that are none of them, each with the name that it is close to. */
  unknown?: { column: string; near: string | undefined }[];
  /**
   * Is a reference to what is neither in the file nor here one that such files have for good reasons? Then it is left out, and said;
   * else its row is bad.
   */
  mayMiss?(row: Row, id: string, field: string): boolean;
}
