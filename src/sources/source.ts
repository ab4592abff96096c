import type { Instant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import type { Given } from './reading/given.ts';
import type { Raw, ReadRows, SourceColumns, SourceRow } from './reading/row.ts';

/** Additional data of an exported task. */
export interface WriteInput {
  /** Document name → body. */
  docs?: Readonly<Record<string, string>> | undefined;
  /** The task's attachments; `content` is base64. */
  attachments?: readonly ({ name: string; content?: string } & object)[] | undefined;
  /** The task's position in a recurrence, in Taskwarrior's format. */
  series?: Series | undefined;
}

/**
 * For a template: one letter per instance (`-` open, `W` waiting, `+` completed, `X` deleted). For an instance: its
 * number.
 */
export type Series = { mask: string } | { parent: string; recur: string; imask: number };

/** A format of rows. */
export interface TaskSource {
  name: string;
  /** Tests whether the rows have this format. The first matching source reads all of them. */
  detect(rows: readonly Raw[]): boolean;
  read(raw: Raw): SourceRow;
  write(task: Task, around: WriteInput): Record<string, unknown>;
  /**
   * Set if people or agents wrote the rows and may mistype a name. Unknown fields of a row without a uuid are then
   * refused.
   */
  strict: boolean;
  /** Set because a filtered export may depend on tasks that it doesn't contain. */
  mayMiss?: true;
}

/** A format of files that can be imported, exported, or both. */
export interface TaskFormat {
  /** Value of the option: `--format beads`. */
  name: string;
  /** Name of the tool or the kind of file. */
  title: string;
  /** The file or folder to import, for the documentation. */
  takes?: string;
  /** Conversion of the fields by kind of record, for the documentation. */
  columns?: Readonly<Record<string, SourceColumns>>;
  /** For the documentation: what is imported and what isn't, beyond the columns. */
  remarks?: readonly string[];
  /**
   * Tests whether this format can read the data. Formats are tested in the order of the index if the caller names none.
   */
  detect(given: Given): boolean;
  /**
   * Reads the data. `map` gives the field of a column, by its name in lower case. `said` tells that the caller named
   * the format.
   * @throws BacklogError `invalid` with file and line if the data can't be parsed
   */
  read?(given: Given, at: { now: Instant; map?: ReadonlyMap<string, string>; said?: boolean }): Promise<ReadRows>;
  /** Set if columns may have any name, so that `map` is allowed. */
  takesMap?: true;
  /** Returns the row of a task for an export. */
  write?(task: Task, around: WriteInput): Record<string, unknown>;
  /** Fields that the format can't store. Task numbers never come from a file. */
  lacks?: readonly string[];
  /** Formats the rows as a file, including the last line end. Without this function, the file is JSON. */
  print?(rows: readonly Record<string, unknown>[]): string;
}
