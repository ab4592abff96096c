import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { putTask } from './put.ts';

/** Tasks that get a rank in one commit, at most: those above the place. */
export const RANKED_AT_ONCE = 500;

/**
 * Gives a task the place right before another one in `order`, or the last one behind all that have a rank. Only tasks above that place
 * that have no rank yet get one with it: what nobody ranked stays in the order of urgency.
 * @throws BacklogError `conflict` when more than {@link RANKED_AT_ONCE} tasks would have to be ranked
 */
export function rankBefore(tx: Tx, task: Task, next: Task | undefined, order: readonly Task[]): Task {
  const others = order.filter(({ uuid }) => uuid !== task.uuid);
  const at = next ? others.findIndex(({ uuid }) => uuid === next.uuid) : others.length;
  const above = others.slice(0, Math.max(0, at));
  const unranked = above.filter(({ rank }) => rank === undefined);
  if (unranked.length > RANKED_AT_ONCE)
    refuse(
      'conflict',
      `${unranked.length} tasks above that place have no rank yet; at most ${RANKED_AT_ONCE} get one at once`,
      {
        hint: 'Put it further up, or narrow the board by a filter.',
      },
    );
  let last = above.findLast(({ rank }) => rank !== undefined)?.rank ?? others[0]?.rank ?? 0;
  for (const each of unranked) putTask(tx, { ...each, rank: ++last });
  const low = above.length > 0 ? Math.max(last, ...above.flatMap(({ rank }) => rank ?? [])) : undefined;
  const high = others[Math.max(0, at)]?.rank;
  return { ...task, rank: between(low, high) };
}

/** A number between two of which each may be missing. */
export function between(low: number | undefined, high: number | undefined): number {
  if (low === undefined) return high === undefined ? 1 : high - 1;
  return high === undefined || high <= low ? low + 1 : (low + high) / 2;
}
