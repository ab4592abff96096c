import type { RecordFields } from '../state/change.ts';

/** One line of an archive file: a task and the records that were archived with it. */
export interface ArchivedRow {
  /** The task's number. */
  id: number;
  uuid: string;
  /** The task's id in another tool, in the form of {@link archiveSourceKey}'s argument. */
  source?: string;
  /** When the task was archived. */
  at: string;
  /** The archived records, starting with the task. */
  records: readonly (readonly [kind: string, id: string, record: RecordFields])[];
}
