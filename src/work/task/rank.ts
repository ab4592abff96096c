import { refuse } from '../../domain/errors.ts';
import { rankBetween } from '../../domain/task/board-order.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { putTask } from './put-task.ts';

/** Maximum number of tasks that get a rank in one commit. */
const RANKED_AT_ONCE = 500;

/** A task of a column, with the number by which the column is sorted. */
export interface RankedTask {
  task: Task;
  order: number;
}

/**
 * Gives a task a rank between two others of its column. If there is no number between theirs, also moves as few of the
 * tasks above as necessary.
 * @throws BacklogError `conflict` if more than {@link RANKED_AT_ONCE} tasks would have to move
 */
export function rankBetweenTasks(
  tx: Tx,
  task: Task,
  above: readonly RankedTask[],
  below: RankedTask | undefined,
): Task {
  const rank = rankBetween(above.at(-1)?.order, below?.order);
  if (rank !== undefined) return { ...task, rank };
  for (let count = 1; count <= Math.min(above.length, RANKED_AT_ONCE); count++) {
    const ranks = spread(above.at(-count - 1)?.order, below!.order, count + 1);
    if (!ranks) continue;
    for (const [i, each] of above.slice(-count).entries()) putTask(tx, { ...each.task, rank: ranks[i]! });
    return { ...task, rank: ranks[count]! };
  }
  return refuse('conflict', `more than ${RANKED_AT_ONCE} tasks above that place have the same rank`, {
    hint: 'Give some of them another rank, or move it further up.',
  });
}

/** Returns `count` numbers between two others, in order; undefined if there is not enough room. */
function spread(low: number | undefined, high: number, count: number): number[] | undefined {
  const from = low ?? high - count - 1;
  const ranks = Array.from({ length: count }, (_, i) => from + ((high - from) * (i + 1)) / (count + 1));
  const all = [from, ...ranks, high];
  return all.every((each, i) => i === 0 || each > all[i - 1]!) ? ranks : undefined;
}
