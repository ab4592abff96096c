import type { Run } from '../../../../domain/records.ts';
import type { Outputs } from '../../sdk/calls.ts';
import type { WorkspaceRow } from '../../sdk/client.ts';

/** What the server answers, in the words of the commands: their types alone, no code of theirs. */
export type { Run } from '../../../../domain/records.ts';
export type { Task } from '../../../../domain/task.ts';
export type { Column } from '../../../../report/cards.ts';
export type { Wait } from '../../../../report/now.ts';
export type { CommitTold as Commit } from '../../sdk/events.ts';

export type Card = Outputs['report_board']['cards'][number];
export type InHand = Outputs['report_now']['inHand'][number];
export type WaitingRow = Outputs['report_now']['waiting'][number];

/** One queue that this server has. */
export type Workspace = Pick<WorkspaceRow, 'uuid' | 'name' | 'folder'>;

/** A run with what is worked out for each answer. Times in milliseconds. */
export interface RunView {
  run: Run;
  /** Of its task. */
  id: number;
  description: string;
  elapsedMs: number;
  leftMs?: number;
  last?: { at: string; text: string };
  stuck?: readonly { why: string; text: string; next: string }[];
  objections?: readonly { grant: string; mark: string }[];
  questions: readonly string[];
}
