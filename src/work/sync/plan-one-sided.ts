import { BacklogError } from '../../domain/errors.ts';
import { isOpen } from '../../domain/task/task.ts';
import { FILE_FIELDS, type OpenFile, problemError } from '../../sources/index.ts';
import { unknownErrors } from '../import/complaints.ts';
import type { Context } from '../workspace/context.ts';
import { importRowOf, NO_VALUE, type SyncRow } from './row-values.ts';
import { isNamed, type SyncOptions, type SyncPlan, sideFor } from './sync-plan.ts';
import { gone, refusedRow, removed } from './undecided.ts';

/** What decides about rows that only one side has. */
interface OneSided {
  open: OpenFile;
  options: SyncOptions;
  /** Messages about rows that the queue refused, by position. */
  refused: ReadonlyMap<number, string>;
}

/** Plans what becomes of a row without a task: a new task, or one that left the queue. */
export async function planWithoutTask(
  context: Context,
  row: SyncRow,
  { plan, planning, isKnown }: { plan: SyncPlan; planning: OneSided; isKnown: boolean },
): Promise<void> {
  const { options, refused } = planning;
  // A new line waits until the file is read.
  if (options.direction === 'push') return;
  if (isKnown && options.side === 'ours' && isNamed(options, row.uuid)) {
    plan.edits.set(row.index, { remove: true });
    plan.dropped.push(row.uuid);
    return;
  }
  if (isKnown && !(options.side === 'theirs' && isNamed(options, row.uuid))) {
    plan.undecided.push(gone(context, row, options));
    return;
  }
  try {
    const message = refused.get(row.index);
    if (message !== undefined) throw new BacklogError('conflict', message);
    if (row.row.problems.length > 0) throw problemError(row.row.problems[0]!);
    // A table has columns of its own.
    const isFree = row.marked || row.row.hand !== undefined || planning.open.columns !== undefined;
    const [unknown] = isFree ? [] : unknownErrors(row.row.extra, row.row.place);
    if (unknown) throw unknown;
    const made = await importRowOf(context, row, FILE_FIELDS);
    plan.rows.push({
      row,
      bases: NO_VALUE,
      merged: {},
      take: [...FILE_FIELDS],
      give: [],
      open: new Set(),
      here: {},
      spec: undefined,
      isNew: true,
      taken: made,
    });
    if (!row.marked) plan.edits.set(row.index, { mark: row.uuid });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    plan.undecided.push(refusedRow(row, error));
  }
}

/** Plans what becomes of a task without a line. The id of a closed one stays known while another line means it. */
export function planRemoved(
  context: Context,
  uuid: string,
  { plan, options, isMeant }: { plan: SyncPlan; options: SyncOptions; isMeant: boolean },
): void {
  const task = context.queue.get(uuid);
  if (!task || !isOpen(task)) {
    if (!task || !isMeant) plan.dropped.push(uuid);
    return;
  }
  const side = sideFor(options, task);
  if (side === 'theirs' || (options.delete && isNamed(options, uuid, task.id))) {
    plan.deleted.push(task);
    plan.dropped.push(uuid);
  } else if (side === 'ours') plan.added.push(task);
  else plan.undecided.push(removed(context, task, options));
}
