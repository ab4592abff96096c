/** A column's request for width, in cells. */
export interface Bid {
  /** Width of the widest cell. */
  wants: number;
  /** Minimum width; equal to `wants` if the column cannot shrink. */
  needs: number;
  /** Columns with the lowest value are dropped first. A column without a value is never dropped. */
  keep?: number | undefined;
}

/** Cells between two columns. */
export const GAP = 2;

/**
 * Distributes `columns` cells among columns. Returns the width of each; 0 for a dropped column.
 * The least important columns are dropped until the minimum widths of the others fit. The rest of the space goes to the
 * columns that want more, the most important first, then to the columns that are never dropped, whose text wraps. If
 * even these don't fit, the last one shrinks.
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
