import type { BacklogError } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import type { RowLocation, TaskRow } from '../../sources/index.ts';
import type { NewAttachment } from '../attachments/attachments.ts';
import type { FieldInput } from '../task/fields.ts';

/** A row that has been read: its dates resolved, nothing written yet. */
export interface ImportRow {
  place: RowLocation;
  /** As it came. */
  raw: unknown;
  ref: string | undefined;
  uuid: string | undefined;
  /** Its number where it comes from: here it gets another, but rows of the same file may mean it. */
  number: string | undefined;
  byHand: TaskRow['byHand'];
  /** What the row says of a task outside the fields that commands take. */
  given: Partial<Task> & { description: string };
  fields: FieldInput;
  /** name -> blob; only those whose text is another one than here. */
  docs: [name: string, blob: string][];
  /** Files that are not here yet. */
  attachments: Omit<NewAttachment, 'task'>[];
  /** What the blobs of both hold; they are not kept yet. */
  bodies: (string | Uint8Array)[];
  /** Of a row of another tool the fields whose digests are those of this import. */
  fresh?: readonly string[];
}

export interface BadRow {
  place: RowLocation;
  raw: unknown;
  error: BacklogError;
}

export interface Prepared {
  rows: ImportRow[];
  /** What was spelled differently or left out, by row. */
  warnings: string[];
  bad: BadRow[];
  /** uuids of the tasks that are here as the rows say, or were left alone as asked. */
  unchanged: string[];
  /** Those that are archived and that rows are, or name, by uuid. */
  archived: ReadonlyMap<string, Task>;
}

/**
 * What becomes of a row whose task is here: `merge` takes what is news and leaves alone what was changed here since; `update` takes the
 * whole row.
 */
export const EXISTING = ['refuse', 'skip', 'update', 'merge'] as const;

export interface Ways {
  existing: (typeof EXISTING)[number];
  /** Leaves out the rows that cannot be taken, instead of refusing all. */
  skipBad: boolean;
  /** Stores nothing at all. */
  dryRun: boolean;
  /** Takes rows that were written by hand as new tasks, also those that are here or say what an open task says. */
  again: boolean;
  /** Takes what the source says of a field that was changed here as well. */
  theirs: boolean;
}
