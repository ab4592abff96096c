import type { Task } from '../../domain/task/task.ts';
import type { Undecided } from '../../report/sync-result.ts';
import type { FileTask, RowEdit } from '../../sources/index.ts';
import type { ImportRow } from '../import/import-row.ts';
import type { ArchivedRows } from '../import/match/archived.ts';
import type { Bases, SyncRow } from './row-values.ts';

/** The part of a plan for one row. */
export interface RowPlan {
  row: SyncRow;
  /** What both sides had after the last synchronisation. */
  bases: Bases;
  /** Fields whose value the queue takes from the file, and fields that it gives to the file. */
  take: string[];
  give: string[];
  /** Fields whose base stays, because somebody has to decide. */
  open: Set<string>;
  /** Values that both sides get, because both changed them. The row has them already. */
  merged: Readonly<Record<string, unknown>>;
  /** The queue's values as a base has them, when the plan was made. */
  here: Readonly<Record<string, string>>;
  spec: string | undefined;
  /** The row to import. Undefined if the queue takes nothing that an import writes. */
  taken?: ImportRow;
  isNew: boolean;
  /** Set if the queue refused the row, so its values were not compared. */
  failed?: true;
}

/** A field that file and queue changed differently. */
export interface FileConflict {
  uuid: string;
  field: string;
  here: unknown;
  there: unknown;
  /** The stored base of the field. */
  seen: string | undefined;
}

export interface SyncPlan {
  /** The fields that the file can store. */
  fields: readonly string[];
  rows: RowPlan[];
  /** Changes of the file by position of the row, and the tasks that it gets. */
  edits: Map<number, RowEdit>;
  added: FileTask[];
  /** Tasks to delete, and tasks that leave the synchronisation. */
  deleted: Task[];
  dropped: string[];
  undecided: Undecided[];
  /** Fields that both sides changed differently. */
  conflicts: FileConflict[];
  archived: ArchivedRows;
}

/** The choices of a synchronisation's caller. */
export interface SyncOptions {
  /** The file as the caller wrote it, for lines to type. */
  said: string;
  /** Filter of the tasks to add to the file: `''` for all, undefined for none. */
  only: string | undefined;
  /** The side that wins where both changed, for the tasks of `ids` or for all. */
  side: 'ours' | 'theirs' | undefined;
  ids: ReadonlySet<string>;
  /** Set to change only one side. A new line gets its mark in any case, because it would become a second task. */
  direction?: 'pull' | 'push' | undefined;
  /** Whether to delete tasks whose lines are gone. */
  delete: boolean;
}

/** Checks whether the choice of a side applies to a task: to the tasks of `ids`, or to all. */
export function isNamed({ ids }: Pick<SyncOptions, 'ids'>, uuid: string, id?: number): boolean {
  return ids.size === 0 || ids.has(uuid) || ids.has(String(id));
}

/** Returns the side that wins for a task where both changed; undefined if somebody has to decide. */
export function sideFor(options: SyncOptions, { id, uuid }: Task): SyncOptions['side'] {
  return options.side && isNamed(options, uuid, id) ? options.side : undefined;
}
