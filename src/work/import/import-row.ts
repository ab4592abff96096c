import type { BacklogError } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import type { RowLocation, TaskRow } from '../../sources/index.ts';
import type { NewAttachment } from '../attachments/attachments.ts';
import type { FieldInput } from '../task/fields.ts';
import type { TaskOrigin } from './match/source-key.ts';

/** A row after reading, with resolved dates. The import has not written it yet. */
export interface ImportRow {
  place: RowLocation;
  /** The row as the file contains it. */
  raw: unknown;
  /** Set for a row of another tool's file, which can't refuse the import. */
  mayLeave?: true;
  ref: string | undefined;
  uuid: string | undefined;
  /** The row's number in the source. Other rows of the file can refer to this number. */
  number: string | undefined;
  byHand: TaskRow['byHand'];
  /** Task fields that commands don't take as arguments. */
  given: Partial<Task> & { description: string };
  fields: FieldInput;
  /** The blobs of documents with a new text, as pairs of document name and blob. */
  docs: [name: string, blob: string][];
  /** Attached files that the task doesn't have yet. */
  attachments: Omit<NewAttachment, 'task'>[];
  /** The contents of `docs` and `attachments`, to be stored before the commit. */
  bodies: (string | Uint8Array)[];
  /** For a row of another tool: the fields whose digests this import stores. */
  fresh?: readonly string[];
}

export interface BadRow {
  place: RowLocation;
  raw: unknown;
  /** Set if the import leaves the row out unasked. */
  mayLeave?: true;
  error: BacklogError;
}

/** Rows as they are merged with their tasks. */
export interface MergedRows {
  rows: ImportRow[];
  /** Notices about changed or omitted values, with their rows. */
  warnings: string[];
  bad: BadRow[];
  /** uuids of tasks that already match their rows, or that were skipped on request. */
  unchanged: string[];
}

/** The tasks of a file that have no line in it. */
export interface WithoutLine {
  /** Tasks whose line was there at the last import from this checkout. */
  gone: Task[];
  /** Origins to store: with the file's new name, and the mark of a line that is gone. */
  origins: Map<string, TaskOrigin>;
}

/** What to do with a row whose task exists. `merge` keeps changes made in Backlog. `update` uses the whole row. */
export const EXISTING = ['refuse', 'skip', 'update', 'merge'] as const;

export interface Ways {
  existing: (typeof EXISTING)[number];
  /** Whether to omit bad rows instead of refusing the whole import. */
  skipBad: boolean;
  dryRun: boolean;
  /**
   * Whether to import rows that a person wrote as new tasks, even if the tasks exist or an open task has the same text.
   */
  again: boolean;
  /** Whether to use the source's value of a field that changed both in the source and in Backlog. */
  theirs: boolean;
}
