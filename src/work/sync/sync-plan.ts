import type { Task } from '../../domain/task/task.ts';
import type { Undecided } from '../../report/sync-result.ts';
import type { FileTask, RowEdit } from '../../sources/index.ts';
import type { ImportRow } from '../import/import-row.ts';
import type { ArchivedRows } from '../import/match/archived.ts';
import type { Base } from './merge-field.ts';
import type { SyncRow } from './row-values.ts';

/** The part of a plan for one row. */
export interface RowPlan {
  row: SyncRow;
  /** The digests of the last synchronisation. */
  base: Base;
  /** Fields whose value the queue takes from the file, and fields that it gives to the file. */
  take: string[];
  give: string[];
  /** Fields whose base stays, because somebody has to decide. */
  open: Set<string>;
  /** Digests of the queue's values when the plan was made. */
  here: Readonly<Record<string, string>>;
  spec: string | undefined;
  /** The row to import. Undefined if the queue takes nothing that an import writes. */
  taken?: ImportRow;
  isNew: boolean;
}

export interface SyncPlan {
  rows: RowPlan[];
  /** Changes of the file by position of the row, and the tasks that it gets. */
  edits: Map<number, RowEdit>;
  added: FileTask[];
  /** Tasks to delete, and tasks that leave the synchronisation. */
  deleted: Task[];
  dropped: string[];
  undecided: Undecided[];
  archived: ArchivedRows;
}
