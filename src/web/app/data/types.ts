import type { Run } from '../../../domain/records.ts';

import type { Outputs } from '../../sdk/calls.ts';
import type { WorkspaceRow } from '../../sdk/client.ts';

export type { BoardColumn } from '../../../domain/board-columns.ts';
/** Types of the server's answers. Importing only types keeps the code of commands out of the page. */
export type { Run } from '../../../domain/records.ts';
export type { Task } from '../../../domain/task/task.ts';
export type { CommitTold as Commit } from '../../sdk/events.ts';
export type ActiveWithoutRun = Outputs['report_now']['inHand'][number];
export type AttentionKind = ShownWaitingRow['what'];

/** A workspace of this server. */
export type WorkspaceInfo = Pick<WorkspaceRow, 'uuid' | 'name' | 'folder'>;

type OfRun<Answer> = Omit<Answer, 'run'> & { run: Run };

/** A run with its derived values, such as the number of its task. Times are in milliseconds. */
export type ListedRun = OfRun<Outputs['run_list']['runs'][number]>;

/** A run with its derived values and the data that a review needs. */
export type RunFile = OfRun<Outputs['run_show']>;

export type ShownCard = Outputs['report_board']['cards'][number];

export type ShownWaitingRow = Outputs['report_now']['waiting'][number];
