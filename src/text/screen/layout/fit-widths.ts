/** The widths that a column can have, in cells. */
export interface Bid {
  /** Width that the column needs to show its widest cell. */
  wants: number;
  /** Minimum width. Equal to `wants` if the column can't be narrower. */
  needs: number;
  /** Columns with the lowest value are dropped first. A column without a value is never dropped. */
  keep?: number | undefined;
}

/** Number of cells between two columns. */
export const GAP = 2;

/**
 * Distributes `columns` cells to the columns of a table.
 * - Removes the least important columns until the minimum widths of the others fit.
 * - Gives the remaining space to columns that are too narrow, the most important first. Columns that are never removed
 *   come last, because their text wraps.
 * - Makes the last column narrower if even the minimum widths don't fit.
 * @returns the width of each column; 0 for a removed column
 */
export function fitWidths(bids: readonly Bid[], columns: number): number[] {
  const kept = new Set(bids.keys());
  for (const i of [...bids.keys()].sort((a, b) => rank(bids[a]!) - rank(bids[b]!))) {
    if (needed(bids, kept) <= columns || rank(bids[i]!) === Number.POSITIVE_INFINITY) break;
    kept.delete(i);
  }
  const widths = bids.map(({ needs }, i) => (kept.has(i) ? needs : 0));
  let left = columns - needed(bids, kept);
  for (const i of [...kept].sort((a, b) => (bids[b]!.keep ?? 0) - (bids[a]!.keep ?? 0))) {
    const more = Math.max(0, Math.min(left, bids[i]!.wants - widths[i]!));
    widths[i]! += more;
    left -= more;
  }
  const last = Math.max(...kept);
  if (left < 0) widths[last] = Math.max(1, widths[last]! + left);
  return widths;
}

function rank({ keep = Number.POSITIVE_INFINITY }: Bid): number {
  return keep;
}

function needed(bids: readonly Bid[], kept: ReadonlySet<number>): number {
  return [...kept].reduce((sum, i) => sum + bids[i]!.needs, 0) + GAP * (kept.size - 1);
}
