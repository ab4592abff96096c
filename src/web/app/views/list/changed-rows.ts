import type { Outputs } from '../../../sdk/calls.ts';

/** An answer of `task_list` with `after_change`: `tasks` has the changed rows, each with its row in the list as `at`. */
type Changed = Pick<Outputs['task_list'], 'tasks' | 'gone'>;

/**
 * Puts changed rows among the first rows of the list. Rows that didn't change keep their order.
 * @param most maximum number of rows in the result
 * @returns fewer than `most` rows if the list has rows that the page doesn't know; undefined if the answer doesn't fit
 *   the rows
 */
export function withChanged<Row extends { uuid: string }>(
  before: readonly Row[],
  { tasks, gone }: Changed,
  most: number,
): readonly Row[] | undefined {
  if (!gone) return tasks as unknown as readonly Row[];
  const changed = tasks as unknown as readonly (Row & { at: number })[];
  const moved = new Set([...gone, ...changed.map(({ uuid }) => uuid)]);
  const rows = before.filter(({ uuid }) => !moved.has(uuid));
  for (const { at, ...row } of changed) {
    if (at > rows.length) return undefined;
    rows.splice(at, 0, row as unknown as Row);
  }
  return rows.slice(0, most);
}
