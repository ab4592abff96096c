/** A column as it bids for room, in cells. */
export interface Bid {
  /** What its widest cell takes. */
  wants: number;
  /** What it can do with. As much as it wants when it cannot be made narrower. */
  needs: number;
  /** The lowest goes first where there is not enough room for all; columns without it stay. */
  keep?: number | undefined;
}

/** Between two columns. */
export const GAP = 2;

/**
 * How wide each column becomes in a line of `columns` cells; 0 for those that are left out. The least important go until what the others need
 * fits; the room that is left is given to those that want more, the most important first, and last to those that always stay, whose text
 * breaks into lines. Where even these do not fit, the last one gets what is left.
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
