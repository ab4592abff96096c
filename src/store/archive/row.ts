import type { RecordFields } from '../state/change.ts';

/** What left the queue with one task: one line of an archive file. */
export interface ArchivedRow {
  /** The number and the uuid of the task. */
  id: number;
  uuid: string;
  /** What the task was in another tool, in whatever spelling its imports look it up by. */
  source?: string;
  /** When it was archived: an instant. */
  at: string;
  /** The records as they were, the task first. */
  records: readonly (readonly [kind: string, id: string, record: RecordFields])[];
}
