import type { Run } from '../../../domain/records.ts';
import type { Outputs } from '../../sdk/calls.ts';
import type { WorkspaceRow } from '../../sdk/client.ts';

/** What the server answers, in the words of the commands: their types alone, no code of theirs. */
export type { Run } from '../../../domain/records.ts';
export type { Task } from '../../../domain/task/task.ts';
export type { BoardColumn } from '../../../report/columns.ts';
export type { CommitTold as Commit } from '../../sdk/events.ts';

export type Card = Outputs['report_board']['cards'][number];
export type ActiveWithoutRun = Outputs['report_now']['inHand'][number];
export type WaitingRow = Outputs['report_now']['waiting'][number];
export type AttentionKind = WaitingRow['what'];

/** One queue that this server has. */
export type WorkspaceInfo = Pick<WorkspaceRow, 'uuid' | 'name' | 'folder'>;

type OfRun<Answer> = Omit<Answer, 'run'> & { run: Run };

/** A run with what is worked out for each answer; its number is its task's. Times in milliseconds. */
export type RunView = OfRun<Outputs['run_list']['runs'][number]>;

/** The same with what a review goes by. */
export type RunFile = OfRun<Outputs['run_show']>;
