import type { Instant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import type { Given } from './reading/given.ts';
import type { Raw, ReadRows, SourceColumns, SourceRow } from './reading/row.ts';

/** What a task is written with, beside itself. */
export interface WriteInput {
  /** name -> body */
  docs?: Readonly<Record<string, string>> | undefined;
  /** The files kept with it; `content` is base64. */
  attachments?: readonly ({ name: string; content?: string } & object)[] | undefined;
  /** Its place in a recurrence, as Taskwarrior counts. */
  series?: Series | undefined;
}

/** Of a template a letter for each date that is made (`-` open, `W` waiting, `+` completed, `X` none any more), of an instance its number. */
export type Series = { mask: string } | { parent: string; recur: string; imask: number };

/** A format that tasks come from and go to. */
export interface TaskSource {
  name: string;
  /** Are rows of it in this file? The first source that says so reads all of them. */
  detect(rows: readonly Raw[]): boolean;
  read(raw: Raw): SourceRow;
  write(task: Task, around: WriteInput): Record<string, unknown>;
  /** Rows come from people or agents who may mistype a name: unknown fields in a row without a uuid are refused. */
  strict: boolean;
  /** A filtered export may wait for tasks that it does not hold. */
  mayMiss?: true;
}

/** A format of files that tasks come from, go to, or both. */
export interface TaskFormat {
  /** As people say it: `--format beads`. */
  name: string;
  /** The tool, or the kind of file. */
  title: string;
  /** What is given to an import, for the documentation. */
  takes?: string;
  /** What becomes of the fields of each kind of record, for the documentation. */
  columns?: Readonly<Record<string, SourceColumns>>;
  /** What the table of columns does not say: what comes over and what does not. For the documentation. */
  remarks?: readonly string[];
  /** Is it this? Asked in the order of the index, of whatever is given without a format. */
  detect(given: Given): boolean;
  /**
   * `map` says which field a column is, by its name in small letters; `said` that the caller named the format.
   * @throws BacklogError `invalid` naming file and line when it cannot be taken apart
   */
  read?(given: Given, at: { now: Instant; map?: ReadonlyMap<string, string>; said?: boolean }): Promise<ReadRows>;
  /** Its columns may have any name: `map` says what they are. */
  takesMap?: true;
  /** Values of the rows that an export hands back, one for each task. */
  write?(task: Task, around: WriteInput): Record<string, unknown>;
  /** Fields of a task that its files do not hold; numbers are those of the queue, and no file brings them. */
  lacks?: readonly string[];
  /** The file that holds the rows, with the end of its last line; JSON without it. */
  print?(rows: readonly Record<string, unknown>[]): string;
}
